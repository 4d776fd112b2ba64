import type { AgreementId, AssignmentId, Instant } from './ids.js';

/** Why a command was refused. A refusal is an answer, kept as the command's one outcome (P3); it is never thrown. */
export type Refusal =
  | { readonly code: 'pool-not-found' }
  | { readonly code: 'not-your-pool' }
  | { readonly code: 'agreement-suspended' }
  | { readonly code: 'anonymous-refused' }
  | { readonly code: 'subject-already-assigned'; readonly assignmentId: AssignmentId }
  /** It holds as many as the pool allows one subject; `nextReassignableAt`: when the first of them ends. */
  | { readonly code: 'subject-limit-reached'; readonly nextReassignableAt: Instant }
  /** Anonymous subjects hold as much of the pool as they may together. */
  | { readonly code: 'anonymous-share-used' }
  /** `nextReassignableAt`: when the next identity can be lent to another holder; null where none ever will. */
  | { readonly code: 'pool-exhausted'; readonly nextReassignableAt: Instant | null }
  | { readonly code: 'assignment-not-found' }
  | { readonly code: 'assignment-lapsed' }
  | { readonly code: 'assignment-released' }
  /** The store was restored from a backup, and who holds the identity may be on no record before this instant. */
  | { readonly code: 'held-after-restore'; readonly nextReassignableAt: Instant }
  | { readonly code: 'operator-not-found' }
  | { readonly code: 'identity-not-found' }
  | { readonly code: 'identity-suspended' }
  | { readonly code: 'identity-retired' }
  /** The command id was used before, for another command. */
  | { readonly code: 'idempotency-key-reused' };

/** Refusals of an `Assign` that a `Refused` event tells analysts of. */
export type BlockedDemandReason = Extract<
  Refusal['code'],
  | 'agreement-suspended'
  | 'anonymous-refused'
  | 'anonymous-share-used'
  | 'subject-already-assigned'
  | 'subject-limit-reached'
  | 'pool-exhausted'
>;

/** Why a change of terms was refused; nothing was changed. */
export type TermsRefusal =
  | { readonly code: 'operator-not-found' }
  | { readonly code: 'agreement-not-found' }
  /** The lifetime leaves no usable token; the minimum is what it would take. */
  | {
      readonly code: 'agreement-infeasible';
      readonly agreementId: AgreementId;
      readonly minimumSecurityLifetimeSeconds: number;
    }
  /** Who an agreement is between, and whose a pool is, stays as it was first set. */
  | { readonly code: 'parties-fixed' };

/** Why an indication changed nothing (design: old generation, wrong operator, indications ignored; the attempt is recorded). */
export type IndicationIgnoredReason =
  | 'unknown-identity'
  | 'wrong-operator'
  | 'indications-ignored'
  | 'old-generation'
  | 'unknown-generation'
  | 'never-assigned'
  | 'already-reassignable'
  | 'already-scheduled'
  /** Another contact of the holder is still registered. */
  | 'contacts-remain'
  /** Further ahead of the clock than the guard explains: a clock is wrong, and the word cannot be trusted. */
  | 'dated-in-future'
  /** Seen before the lending began, and late: it speaks of somebody else. */
  | 'dated-before-assignment'
  /** Its holder took it back before the former lending's end: a token of that one can still be in use. */
  | 'former-token-alive'
  /** The IMS operator has revoked the lending: it is held to its full bound, whatever is said of it. */
  | 'revoked';
