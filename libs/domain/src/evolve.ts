import type { IdentityEvent, LeaseFact, ReleasedData } from './events.js';
import type { Holding, Identity, Lease } from './identity.js';
import { openLease } from './identity.js';
import { later } from './instant.js';

/**
 * The identity after one more event of it. Total over histories that this domain has written; an event that cannot
 * follow is a bug, or a history that somebody else wrote, and throws.
 */
export function evolve(identity: Identity | undefined, event: IdentityEvent): Identity {
  if (event.type === 'IdentityImported') {
    const { data } = event;
    // Imported again after its retirement: the same identity, which goes on where it was.
    if (identity !== undefined) return { ...identity, stock: 'active' };
    return {
      number: data.number,
      poolId: data.poolId,
      impi: data.impi,
      impus: data.impus,
      generation: data.generation,
      stock: 'active',
      assignableAt: data.effectiveAt,
      keptFrom: null,
      holding: { status: 'never-assigned' },
    };
  }
  if (identity === undefined) throw new Error(`${event.type} of ${event.data.impi}, which was never imported`);
  switch (event.type) {
    case 'Assigned': {
      const { data } = event;
      const lease: Lease = {
        assignmentId: data.assignmentId,
        subjectId: data.subjectId,
        subjectKind: data.subjectKind,
        assignedAt: data.effectiveAt,
        tokenSequence: 1,
        tokenExpiresAt: data.tokenExpiresAt,
        lastTokenEndsAt: data.tokenExpiresAt,
        reassignableAt: data.reassignableAt,
        guardSeconds: data.guardSeconds,
        quarantineSeconds: data.quarantineSeconds,
        agreementVersion: data.agreementVersion,
        operatorVersion: data.operatorVersion,
        tokensRefused: false,
        formerTokenAlive: data.takenBack === true,
      };
      return {
        ...identity,
        generation: data.generation,
        assignableAt: data.assignableAt,
        keptFrom: null,
        holding: { status: 'assigned', lease },
      };
    }
    case 'Prolonged': {
      const { data } = event;
      const { tokenExpiresAt, guardSeconds, quarantineSeconds, agreementVersion, operatorVersion } = data;
      return moved(identity, data, (lease) => ({
        status: 'assigned',
        lease: {
          ...lease,
          tokenSequence: lease.tokenSequence + 1,
          tokenExpiresAt,
          lastTokenEndsAt: later(lease.lastTokenEndsAt, tokenExpiresAt),
          guardSeconds,
          quarantineSeconds,
          agreementVersion,
          operatorVersion,
        },
      }));
    }
    case 'Released': {
      const { by, reassignableAt, effectiveAt } = event.data;
      // A bound in the future leaves the lease open; one that has come closes it, and no Expired follows.
      const status = reassignableAt > effectiveAt ? 'released' : 'freed';
      return moved(identity, event.data, (lease) => {
        return { status, by, lease: { ...lease, tokensRefused: refusesAll(event.data, lease) } };
      });
    }
    case 'Expired': {
      const { holding } = identity;
      const by = holding.status === 'released' ? holding.by : null;
      return moved(identity, event.data, (lease) => ({ status: 'expired', by, lease }));
    }
    case 'HoldExtended': {
      const { holding } = identity;
      const { guardSeconds, restored, assignableAt } = event.data;
      // A closed lease stays closed: the identity alone waits until nobody can be registered under it.
      if (openLease(identity) === undefined) return { ...identity, assignableAt };
      return moved(identity, event.data, (moving) => {
        const formerTokenAlive = moving.formerTokenAlive || event.data.formerTokenAlive === true;
        const lease = { ...moving, guardSeconds, formerTokenAlive };
        const isReleased = holding.status === 'released' && restored !== true;
        return isReleased ? { ...holding, lease } : { status: 'assigned', lease };
      });
    }
    case 'IdentitySuspended':
      return { ...identity, stock: 'suspended' };
    case 'IdentityResumed':
      return { ...identity, stock: 'active' };
    case 'IdentityRetired':
      return { ...identity, stock: 'retired' };
    case 'IdentityRevoked': {
      const { assignmentId, subjectId: keptFrom, reassignableAt, assignableAt, quarantineSeconds } = event.data;
      const revoked = { ...identity, keptFrom: keptFrom ?? identity.keptFrom };
      if (assignmentId === null || reassignableAt === null) return { ...revoked, assignableAt };
      return moved(revoked, { ...event.data, assignmentId, reassignableAt }, (lease) => ({
        status: 'released',
        by: 'ims-operator',
        lease: { ...lease, quarantineSeconds },
      }));
    }
  }
}

/** Whether an eP-CSCF refuses the lease's newest token, and so every one before it. */
function refusesAll({ ground, tokenSequence = 1 }: ReleasedData, lease: Lease): boolean {
  return ground === 'token-refused' && tokenSequence === lease.tokenSequence;
}

/** The identity with its open lease moved to the bound that the fact names. */
function moved(
  identity: Identity,
  fact: Pick<LeaseFact, 'assignmentId' | 'impi' | 'reassignableAt' | 'assignableAt'>,
  next: (lease: Lease) => Holding,
): Identity {
  const lease = openLease(identity);
  if (lease?.assignmentId !== fact.assignmentId) {
    throw new Error(`assignment ${fact.assignmentId} is not the open one of ${fact.impi}`);
  }
  return {
    ...identity,
    assignableAt: fact.assignableAt,
    holding: next({ ...lease, reassignableAt: fact.reassignableAt }),
  };
}
