import type { AssignmentId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';

/** Why a command was refused. A refusal is an answer, kept as the command's one outcome (P3). It is never thrown. */
export type Refusal =
  | { readonly code: 'pool-not-found' }
  | { readonly code: 'not-your-pool' }
  | { readonly code: 'agreement-suspended' }
  /** The operator's terms were raised, and the agreement leaves no usable token until it is changed. */
  | { readonly code: 'agreement-infeasible' }
  | { readonly code: 'anonymous-refused' }
  | { readonly code: 'subject-already-assigned'; readonly assignmentId: AssignmentId }
  /** The subject holds as many identities as the pool allows; `nextReassignableAt`: the bound of the first of them. */
  | { readonly code: 'subject-limit-reached'; readonly nextReassignableAt: Instant }
  /** Anonymous subjects hold as much of the pool as they can together. */
  | { readonly code: 'anonymous-share-used' }
  /** `nextReassignableAt`: when the next identity can be assigned to another holder; null if none will ever be. */
  | { readonly code: 'pool-exhausted'; readonly nextReassignableAt: Instant | null }
  | { readonly code: 'assignment-not-found' }
  | { readonly code: 'assignment-lapsed' }
  | { readonly code: 'assignment-released' }
  /** The store was restored from a backup. Before this instant, the identity can have a holder that the store does not know. */
  | { readonly code: 'held-after-restore'; readonly nextReassignableAt: Instant }
  | { readonly code: 'operator-not-found' }
  | { readonly code: 'identity-not-found' }
  | { readonly code: 'identity-suspended' }
  | { readonly code: 'identity-retired' }
  /** The command id was already used for another command. */
  | { readonly code: 'idempotency-key-reused' };

/** Refusals of an `Assign` that a `Refused` event reports to analysts. */
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
