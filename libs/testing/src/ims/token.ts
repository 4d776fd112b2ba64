/** What a WWSF gives its client to register with. Instants are true time in milliseconds unless a comment says otherwise. */
export interface Token {
  readonly impi: string;
  readonly impus: readonly string[];
  /** How often the identity has been assigned, this time included. */
  readonly generation: number;
  /** Within its generation: 1 for the token of the assignment, one more with each prolongation. */
  readonly sequence: number;
  /** The instant that is written in the token (`exp`, RFC 7519 clause 4.1.4). Each node compares it with its own clock. */
  readonly expiresAt: number;
  /** Whose it is. Tokens of one holder never conflict with each other. */
  readonly holder: string;
}

/** True where the IMS would deliver calls for one of them to the other: one IMPI, or one address of record. */
export function shareAName(a: Pick<Token, 'impi' | 'impus'>, b: Pick<Token, 'impi' | 'impus'>): boolean {
  if (a.impi === b.impi) return true;
  const addresses = new Set(a.impus.map(addressOfRecord));
  return b.impus.some((impu) => addresses.has(addressOfRecord(impu)));
}

/** SIP and SIPS URIs of one user and host name one resource (RFC 3261 clause 19.1). */
function addressOfRecord(impu: string): string {
  return impu.replace(/^sips:/, 'sip:');
}
