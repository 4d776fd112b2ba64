import type { AssignmentId, Impi, Impu, PoolId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Identity } from './identity.js';
import type { Holding } from './lease.js';
import { hasLapsed } from './lease.js';

/** A lease as its WWSF sees it. */
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

/** The assignment of the identity's latest lease; undefined if it was never assigned. */
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
    state: stateOf(holding, now),
    assignedAt: lease.assignedAt,
    tokenExpiresAt: lease.tokenExpiresAt,
    reassignableAt: lease.reassignableAt,
    agreementVersion: lease.agreementVersion,
    operatorVersion: lease.operatorVersion,
  };
}

/** The same for an identity that is known to have been assigned; throws if it was never assigned. */
export function latestAssignment(identity: Identity, now: Instant): Assignment {
  const assignment = assignmentOf(identity, now);
  if (assignment === undefined) throw new Error(`${identity.impi} was never assigned`);
  return assignment;
}

function stateOf(holding: Exclude<Holding, { status: 'never-assigned' }>, now: Instant): Assignment['state'] {
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
