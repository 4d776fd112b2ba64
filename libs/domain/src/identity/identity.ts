import type { Brand } from '../ids/brand.js';
import type { Impi, Impu, PoolId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Holding, Lease } from './lease.js';
import { hasLapsed } from './lease.js';

/** Number of an identity within its lane, given at import: 1, 2, 3 and so on. */
export type IdentityNumber = Brand<number, 'IdentityNumber'>;

/** Whether the identity may be assigned at all, whatever its holding. A retired identity drains: its last holder keeps it to the bound. */
export type Stock = 'active' | 'suspended' | 'retired';

/** An IMPI with all its IMPUs: always assigned as a whole, to one holder at a time. */
export interface Identity {
  readonly number: IdentityNumber;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  /** Number of assignments so far. A message with a lower generation is about a former holder. */
  readonly generation: number;
  readonly stock: Stock;
  /** When another holder can have it: `reassignableAt` plus the quarantine, or the time of its import. */
  readonly assignableAt: Instant;
  /** The last holder, if the IMS operator revoked the identity: it does not get the identity again before another holder has had it. */
  readonly keptFrom: SubjectId | null;
  readonly holding: Holding;
}

export type IdentityState = 'assignable' | 'assigned' | 'held' | 'quarantined' | 'suspended' | 'retired';

/** The lease that no event has closed yet, whether or not it has lapsed. */
export function openLease({ holding }: Identity): Lease | undefined {
  switch (holding.status) {
    case 'assigned':
    case 'released':
      return holding.lease;
    case 'never-assigned':
    case 'freed':
    case 'expired':
      return undefined;
  }
}

/** The identity's latest lease, open or closed; undefined if it was never assigned. */
export function latestLease({ holding }: Identity): Lease | undefined {
  return holding.status === 'never-assigned' ? undefined : holding.lease;
}

/** True while a lease that the IMS operator has revoked runs to its bound. */
export function isRevoked({ holding }: Identity): boolean {
  return holding.status === 'released' && holding.by === 'ims-operator';
}

/** True if a new holder can have the identity now: it is in stock, and its bound and quarantine have passed. */
export function isAssignable(identity: Identity, now: Instant): boolean {
  return identity.stock === 'active' && now >= identity.assignableAt;
}

/** The public state at this instant. It depends on the time, not on whether an `Expired` is recorded yet. */
export function identityState(identity: Identity, now: Instant): IdentityState {
  const lease = openLease(identity);
  if (lease !== undefined && !hasLapsed(lease, now)) {
    return identity.holding.status === 'assigned' ? 'assigned' : 'held';
  }
  if (identity.stock !== 'active') return identity.stock;
  return isAssignable(identity, now) ? 'assignable' : 'quarantined';
}
