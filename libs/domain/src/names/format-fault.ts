/** Why an identity cannot be imported. */
export interface FormatFault {
  readonly code:
    | 'impi-malformed'
    | 'impu-malformed'
    | 'impu-not-aor'
    | 'impu-wildcarded'
    | 'impu-temporary'
    | 'impu-reserved'
    | 'impu-local-number'
    | 'no-impu'
    | 'impus-too-many';
  /** For people: what is wrong, and what to write instead. */
  readonly detail: string;
}

export function isFault(result: object): result is FormatFault {
  return 'code' in result;
}

/** The first of all checks, so that a refusal never quotes a text longer than a name can be. */
export function tooLong(code: FormatFault['code'], lengthMax: number): FormatFault {
  return { code, detail: `longer than ${String(lengthMax)} characters` };
}
