import type { AssignmentId, Brand, Impi, Impu, Instant, PoolId, SubjectId } from '../ids/ids.js';

/** Short name of an identity within its lane, given at import: 1, 2, 3 and so on. */
export type IdentityNumber = Brand<number, 'IdentityNumber'>;

export type SubjectKind = 'authenticated' | 'anonymous';

/** One lending of an identity to one holder. */
export interface Lease {
  readonly assignmentId: AssignmentId;
  readonly subjectId: SubjectId;
  readonly subjectKind: SubjectKind;
  readonly assignedAt: Instant;
  /** The newest token's number: 1 for the one of the assignment, one more with each prolongation. */
  readonly tokenSequence: number;
  /** The newest token's end: from here on no registration begins or is extended with it, but for the guard. */
  readonly tokenExpiresAt: Instant;
  /** The latest end of any token of the lease: after lower terms a prolongation's token can end before the one it follows. */
  readonly lastTokenEndsAt: Instant;
  /** The holder's end: no registration of this holder can exist from here on. */
  readonly reassignableAt: Instant;
  /** Seconds after a token's end from which on no REGISTER with it can be accepted. */
  readonly guardSeconds: number;
  readonly quarantineSeconds: number;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
  /** True where the eP-CSCF refuses every token of the lease: no registration exists under it, and none can follow. */
  readonly tokensRefused: boolean;
  /** True where the holder has it back from a lease of its own whose bound had not come: a token of that one can still be in use. */
  readonly takenBack: boolean;
  /** True where a raise of the terms has made tokens of former leases acceptable again, which can be another person's. */
  readonly formerTokenRevived: boolean;
}

/**
 * Where the latest lending of an identity stands.
 * `released` is still open: nobody may have the identity before `reassignableAt`, and an `Expired` closes it.
 * `freed` is closed: the eP-CSCF said that it can be lent again, so no `Expired` follows.
 */
export type Holding =
  | { readonly status: 'never-assigned' }
  | { readonly status: 'assigned'; readonly lease: Lease }
  | { readonly status: 'released'; readonly by: ReleasedBy; readonly lease: Lease }
  | { readonly status: 'freed'; readonly by: ReleasedBy; readonly lease: Lease }
  /** `by`: who had released it before; null where nobody had. */
  | { readonly status: 'expired'; readonly by: ReleasedBy | null; readonly lease: Lease };

export type ReleasedBy = 'wwsf' | 'ep-cscf' | 'ims-operator';

/** Whether the identity may be lent at all, whatever its holding. A retired one drains: its last holder keeps it to the end. */
export type Stock = 'active' | 'suspended' | 'retired';

/** An IMPI with all its IMPUs: always lent whole, to one holder at a time. */
export interface Identity {
  readonly number: IdentityNumber;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  /** How often it has been lent; a message that names a smaller one speaks of a former holder. */
  readonly generation: number;
  readonly stock: Stock;
  /** When another holder may have it: `reassignableAt` and the quarantine, or its import. */
  readonly assignableAt: Instant;
  /** The last holder, from whom the IMS operator has revoked the identity: not assigned to it again before somebody else has held it. */
  readonly keptFrom: SubjectId | null;
  readonly holding: Holding;
}

/** An assignment as its WWSF sees it. */
export interface Assignment {
  readonly assignmentId: AssignmentId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly tokenSequence: number;
  readonly state: 'assigned' | 'released' | 'expired';
  readonly assignedAt: Instant;
  readonly tokenExpiresAt: Instant;
  readonly reassignableAt: Instant;
  readonly agreementVersion: number;
  readonly operatorVersion: number;
}

export type IdentityState = 'assignable' | 'assigned' | 'held' | 'quarantined' | 'suspended' | 'retired';

/** The lease that no event has closed yet, whether or not its time has come. */
export function openLease(identity: Identity): Lease | undefined {
  const { holding } = identity;
  return holding.status === 'assigned' || holding.status === 'released' ? holding.lease : undefined;
}

/** The identity's latest lease, open or closed; undefined where it was never assigned. */
export function latestLease({ holding }: Identity): Lease | undefined {
  return holding.status === 'never-assigned' ? undefined : holding.lease;
}

/** True while a lease that the IMS operator has revoked runs to its bound. */
export function isRevoked({ holding }: Identity): boolean {
  return holding.status === 'released' && holding.by === 'ims-operator';
}

/**
 * True where a token of a former lease can still be in use beside the present ones, so that nothing frees the identity before this
 * lease's bound.
 */
export function isFormerTokenAlive({ takenBack, formerTokenRevived }: Lease): boolean {
  return takenBack || formerTokenRevived;
}

/** True from the very instant `reassignableAt` on. */
export function hasLapsed(lease: Lease, now: Instant): boolean {
  return now >= lease.reassignableAt;
}

/** True where a new holder may have the identity now: in stock, and past its bound and quarantine. */
export function isAssignable(identity: Identity, now: Instant): boolean {
  return identity.stock === 'active' && now >= identity.assignableAt;
}

/** What the identity is good for at this instant; looks at the clock, not at whether `Expired` is recorded yet. */
export function identityState(identity: Identity, now: Instant): IdentityState {
  const lease = openLease(identity);
  if (lease !== undefined && !hasLapsed(lease, now)) {
    return identity.holding.status === 'assigned' ? 'assigned' : 'held';
  }
  if (identity.stock !== 'active') return identity.stock;
  return isAssignable(identity, now) ? 'assignable' : 'quarantined';
}

/** The assignment that the identity's latest lease is; undefined where it was never lent. */
export function assignmentOf(identity: Identity, now: Instant): Assignment | undefined {
  const { holding } = identity;
  if (holding.status === 'never-assigned') return undefined;
  const { lease } = holding;
  return {
    assignmentId: lease.assignmentId,
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    generation: identity.generation,
    tokenSequence: lease.tokenSequence,
    state: assignmentState(holding, now),
    assignedAt: lease.assignedAt,
    tokenExpiresAt: lease.tokenExpiresAt,
    reassignableAt: lease.reassignableAt,
    agreementVersion: lease.agreementVersion,
    operatorVersion: lease.operatorVersion,
  };
}

function assignmentState(holding: Exclude<Holding, { status: 'never-assigned' }>, now: Instant): Assignment['state'] {
  switch (holding.status) {
    case 'assigned':
      return hasLapsed(holding.lease, now) ? 'expired' : 'assigned';
    case 'released':
      return hasLapsed(holding.lease, now) ? 'expired' : 'released';
    case 'freed':
      return 'released';
    case 'expired':
      return 'expired';
  }
}
