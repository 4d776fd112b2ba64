/** Why an identity cannot be taken into a pool, for a person to read. */
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
  /** What is wrong, and what to write instead. */
  readonly detail: string;
}

export function isFault(result: object): result is FormatFault {
  return 'code' in result;
}

/** First of all checks, so that a refusal never quotes more than an identity's length. */
export function tooLong(code: FormatFault['code'], lengthMax: number): FormatFault {
  return { code, detail: `longer than ${String(lengthMax)} characters` };
}
