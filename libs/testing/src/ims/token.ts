/** What a WWSF gives its client to register with. Instants are true time in milliseconds, except where noted. */
export interface Token {
  readonly impi: string;
  readonly impus: readonly string[];
  /** How often the identity has been assigned, this time included. */
  readonly generation: number;
  /** Within its generation: 1 for the token of the assignment, plus 1 for each prolongation. */
  readonly sequence: number;
  /** The `exp` of the token (RFC 7519 clause 4.1.4), which each node compares with its own clock. */
  readonly expiresAt: number;
  /** Tokens of one holder never conflict with each other. */
  readonly holder: string;
}

/** Whether the IMS would deliver calls for one of them to the other: one IMPI, or one address of record. */
export function shareAName(a: Pick<Token, 'impi' | 'impus'>, b: Pick<Token, 'impi' | 'impus'>): boolean {
  if (a.impi === b.impi) return true;
  const addresses = new Set(a.impus.map(addressOfRecord));
  return b.impus.some((impu) => addresses.has(addressOfRecord(impu)));
}

/** SIP and SIPS URIs of one user and host name one resource (RFC 3261 clause 19.1). */
function addressOfRecord(impu: string): string {
  return impu.replace(/^sips:/, 'sip:');
}
