import type { Instant } from '../ids/instant.js';

/**
 * What proves that no registration exists and none can follow. `token-refused`: every token of the lease is refused from now on.
 * `token-dead`: the eP-CSCF looked after the end of the last token plus the guard.
 */
export type IndicationGround = 'token-refused' | 'token-dead';

/** Why an indication changed nothing, in the order of the checks (docs/indications.md). The attempt is recorded. */
export const indicationIgnoredReasons = [
  /** The operator has no such identity. The answer is the same for an identity of another operator. */
  'unknown-identity',
  'indications-ignored',
  'never-assigned',
  'old-generation',
  'unknown-generation',
  'already-reassignable',
  /** A token of a former lease can still be in use: the holder took the identity back, or a raise made the token acceptable again. */
  'former-token-alive',
  /** The IMS operator has revoked the identity: it is held to the lease's full bound. */
  'revoked',
  /** Later than the clock by more than the guard explains: a clock is wrong, so the date proves nothing. */
  'dated-in-future',
  /** Seen before the lease began: it is about a former holder. */
  'dated-before-assignment',
  /** A contact of the holder is registered. */
  'contacts-remain',
  /** The named token was never issued. */
  'unknown-token',
  /** A token newer than the refused ones can still register. */
  'newer-token',
  /** Nothing is refused, and a token can still register its holder again. */
  'token-alive',
] as const;

export type IndicationIgnoredReason = (typeof indicationIgnoredReasons)[number];

/** The answer to an indication. */
export type IndicationAnswer =
  | { readonly effect: 'reassignable'; readonly reason: IndicationGround; readonly reassignableAt: Instant }
  | { readonly effect: 'ignored'; readonly reason: IndicationIgnoredReason; readonly reassignableAt: Instant | null };
