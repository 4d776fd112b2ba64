import type { AssignmentId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';

export type SubjectKind = 'authenticated' | 'anonymous';

/** One holder's hold on an identity, from its assignment to its bound. */
export interface Lease {
  readonly assignmentId: AssignmentId;
  readonly subjectId: SubjectId;
  readonly subjectKind: SubjectKind;
  readonly assignedAt: Instant;
  /** Number of the newest token: 1 for the token of the assignment, one more for each prolongation. */
  readonly tokenSequence: number;
  /** End of the newest token. From here on no registration starts or is extended with it, except within the guard. */
  readonly tokenExpiresAt: Instant;
  /** The latest end of any token of the lease: after lower terms, a prolongation's token can end before the previous one. */
  readonly lastTokenEndsAt: Instant;
  /** The holder's bound: from here on no registration of this holder can exist. */
  readonly reassignableAt: Instant;
  /** Seconds after a token's end after which no REGISTER with it can be accepted. */
  readonly guardSeconds: number;
  readonly quarantineSeconds: number;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
  /** True if the eP-CSCF refuses every token of the lease: no registration exists under it, and none can follow. */
  readonly tokensRefused: boolean;
  /** True if the holder took the identity back before the bound of its own former lease: a token of that lease can still be in use. */
  readonly takenBack: boolean;
  /** True if a raise of the terms has made tokens of former leases acceptable again. They can be another person's tokens. */
  readonly formerTokenRevived: boolean;
}

export type ReleasedBy = 'wwsf' | 'ep-cscf' | 'ims-operator';

/**
 * The state of an identity's latest lease. The README of this library has its diagram.
 * `assigned` and `released` are open: no other holder can have the identity before `reassignableAt`, and an `Expired` closes the lease.
 * `freed` is closed: the eP-CSCF proved that no registration can exist, or the holder took the identity back. No `Expired` follows.
 */
export type Holding =
  | { readonly status: 'never-assigned' }
  | { readonly status: 'assigned'; readonly lease: Lease }
  | { readonly status: 'released'; readonly by: ReleasedBy; readonly lease: Lease }
  | { readonly status: 'freed'; readonly by: ReleasedBy; readonly lease: Lease }
  /** `by`: who had released it before; null if it was not released. */
  | { readonly status: 'expired'; readonly by: ReleasedBy | null; readonly lease: Lease };

/** True from the instant `reassignableAt` on, that instant included. */
export function hasLapsed(lease: Lease, now: Instant): boolean {
  return now >= lease.reassignableAt;
}

/**
 * True if a token of a former lease can still be in use beside the present ones. Then nothing frees the identity before this lease's
 * bound.
 */
export function isFormerTokenAlive({ takenBack, formerTokenRevived }: Lease): boolean {
  return takenBack || formerTokenRevived;
}
