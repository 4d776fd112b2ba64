import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { LocalCaller } from './local-callers.js';

/** RFC 6749 clause 4.1.2 recommends at most 10 minutes; a browser needs less than a second. */
const codeMsMax = 60_000;
/** The oldest goes first. */
const codesMax = 100;

/** What a code was issued for. */
export interface IssuedFor {
  readonly caller: LocalCaller;
  readonly redirectUri: string;
  /** SHA-256 of the client's verifier, base64url (RFC 7636 clause 4.2). */
  readonly codeChallenge: string;
  readonly nonce: string | undefined;
}

/** Authorization codes: each is redeemed once, by who knows the verifier. */
export class AuthorizationCodes {
  private readonly issued = new Map<string, IssuedFor & { readonly endsAt: number }>();

  /** @param now milliseconds of any clock that never steps back */
  issue(what: IssuedFor, now: number): string {
    const [oldest] = this.issued.keys();
    if (oldest !== undefined && this.issued.size >= codesMax) this.issued.delete(oldest);
    const code = randomBytes(32).toString('base64url');
    this.issued.set(code, { ...what, endsAt: now + codeMsMax });
    return code;
  }

  /** Undefined if the code is unknown, used, or too old, or belongs to another redirect URI or verifier. */
  redeem(code: string, redirectUri: string, codeVerifier: string, now: number): IssuedFor | undefined {
    const found = this.issued.get(code);
    this.issued.delete(code);
    if (found === undefined || now >= found.endsAt || found.redirectUri !== redirectUri) return undefined;
    const challenge = createHash('sha256').update(codeVerifier).digest();
    const expected = Buffer.from(found.codeChallenge, 'base64url');
    return challenge.length === expected.length && timingSafeEqual(challenge, expected) ? found : undefined;
  }
}
