import type { IdentityEvent } from '../events/domain-event.js';
import type { LeaseFact, ReleasedData } from '../events/lease-event.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Holding, Lease } from '../identity/lease.js';
import { later } from '../ids/instant.js';

type DataOf<T extends IdentityEvent['type']> = Extract<IdentityEvent, { type: T }>['data'];

/**
 * The identity after one more event. Defined for every history that this domain has written. Throws if the event cannot follow, which
 * is a bug or a history that another program wrote.
 */
export function evolve(identity: Identity | undefined, event: IdentityEvent): Identity {
  if (event.type === 'IdentityImported') return imported(identity, event.data);
  if (identity === undefined) throw new Error(`${event.type} of ${event.data.impi}, which was never imported`);
  switch (event.type) {
    case 'Assigned':
      return assigned(identity, event.data);
    case 'Prolonged':
      return prolonged(identity, event.data);
    case 'Released':
      return released(identity, event.data);
    case 'Expired': {
      const { holding } = identity;
      const by = holding.status === 'released' ? holding.by : null;
      return moved(identity, event.data, (lease) => ({ status: 'expired', by, lease }));
    }
    case 'HoldExtended':
      return holdExtended(identity, event.data);
    case 'IdentitySuspended':
      return { ...identity, stock: 'suspended' };
    case 'IdentityResumed':
      return { ...identity, stock: 'active' };
    case 'IdentityRetired':
      return { ...identity, stock: 'retired' };
    case 'IdentityRevoked':
      return revoked(identity, event.data);
  }
}

function imported(identity: Identity | undefined, data: DataOf<'IdentityImported'>): Identity {
  // Imported again after its retirement: the same identity, which keeps its generation and its lease.
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

function assigned(identity: Identity, data: DataOf<'Assigned'>): Identity {
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
    takenBack: data.takenBack === true,
    formerTokenRevived: false,
  };
  return {
    ...identity,
    generation: data.generation,
    assignableAt: data.assignableAt,
    keptFrom: null,
    holding: { status: 'assigned', lease },
  };
}

function prolonged(identity: Identity, data: DataOf<'Prolonged'>): Identity {
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

function released(identity: Identity, data: DataOf<'Released'>): Identity {
  const { by, reassignableAt, effectiveAt } = data;
  // A bound in the future leaves the lease open; otherwise the event closes it, and no Expired follows.
  const status = reassignableAt > effectiveAt ? 'released' : 'freed';
  return moved(identity, data, (lease) => {
    return { status, by, lease: { ...lease, tokensRefused: refusesAll(data, lease) } };
  });
}

function holdExtended(identity: Identity, data: DataOf<'HoldExtended'>): Identity {
  const { guardSeconds, restored, assignableAt } = data;
  const { holding } = identity;
  // A closed lease stays closed. Only the identity waits, until no registration under it can exist.
  if (openLease(identity) === undefined) return { ...identity, assignableAt };
  return moved(identity, data, (moving) => {
    const formerTokenRevived = moving.formerTokenRevived || data.formerTokenAlive === true;
    const lease = { ...moving, guardSeconds, formerTokenRevived };
    const isReleased = holding.status === 'released' && restored !== true;
    return isReleased ? { ...holding, lease } : { status: 'assigned', lease };
  });
}

function revoked(identity: Identity, data: DataOf<'IdentityRevoked'>): Identity {
  const { assignmentId, subjectId, reassignableAt, assignableAt, quarantineSeconds } = data;
  const kept = { ...identity, keptFrom: subjectId ?? identity.keptFrom };
  if (assignmentId === null || reassignableAt === null) return { ...kept, assignableAt };
  return moved(kept, { ...data, assignmentId, reassignableAt }, (lease) => ({
    status: 'released',
    by: 'ims-operator',
    lease: { ...lease, quarantineSeconds },
  }));
}

/** Whether an eP-CSCF refuses the lease's newest token, and so all its tokens. */
function refusesAll({ ground, tokenSequence = 1 }: ReleasedData, lease: Lease): boolean {
  return ground === 'token-refused' && tokenSequence === lease.tokenSequence;
}

/** The identity with its open lease moved to the bound of the event. */
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
