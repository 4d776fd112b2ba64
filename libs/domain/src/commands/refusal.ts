import type { AgreementId, AssignmentId, Instant } from '../ids/ids.js';

/** Why a command was refused. A refusal is an answer, kept as the command's one outcome (P3); it is never thrown. */
export type Refusal =
  | { readonly code: 'pool-not-found' }
  | { readonly code: 'not-your-pool' }
  | { readonly code: 'agreement-suspended' }
  /** The operator's terms were raised, and the agreement leaves no usable token until it is changed. */
  | { readonly code: 'agreement-infeasible' }
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
  | 'agreement-infeasible'
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
  | { readonly code: 'parties-fixed' }
  /** A proposed name overlaps one that another operator has declared; `detail` names it. */
  | { readonly code: 'realm-taken'; readonly detail: string }
  | { readonly code: 'number-prefix-taken'; readonly detail: string }
  /** Kafka would treat the topic names of both WWSFs as equal. */
  | { readonly code: 'wwsf-id-taken' };

/** Why an indication changed nothing, in the order of the checks (docs/indications.md). The attempt is recorded. */
export const indicationIgnoredReasons = [
  /** The operator has no such identity; of another operator's identity the answer is the same. */
  'unknown-identity',
  'indications-ignored',
  'never-assigned',
  'old-generation',
  'unknown-generation',
  'already-reassignable',
  /** A token of a former lease can still be in use: the holder took the identity back, or a raise made it acceptable again. */
  'former-token-alive',
  /** The IMS operator has revoked the identity: it is held to the lease's full bound. */
  'revoked',
  /** Further ahead of the clock than the guard explains: a clock is wrong, and nothing that it dates counts. */
  'dated-in-future',
  /** Seen before the lease began, and late: it speaks of an earlier holder. */
  'dated-before-assignment',
  /** A contact of the holder is registered. */
  'contacts-remain',
  /** The token that it names was never issued. */
  'unknown-token',
  /** A newer token than those that are refused can still register. */
  'newer-token',
  /** Nothing is refused, and a token can still register its holder again. */
  'token-alive',
] as const;

export type IndicationIgnoredReason = (typeof indicationIgnoredReasons)[number];
