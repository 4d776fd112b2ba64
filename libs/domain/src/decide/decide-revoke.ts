import type { Revoke } from '../commands/command.js';
import type { IdentityRevokedData } from '../events/stock-event.js';
import { evolve } from '../evolve/evolve.js';
import type { Identity } from '../identity/identity.js';
import { isRevoked, latestLease, openLease } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed } from '../identity/lease.js';
import type { Instant } from '../ids/instant.js';
import { later, plusSeconds } from '../ids/instant.js';
import { expiredEvent } from './decide-expiry.js';
import type { Decision } from './decision.js';
import { refuse } from './decision.js';

export interface RevokeSituation {
  readonly now: Instant;
  readonly identity: Identity | undefined;
}

/**
 * The IMS operator's emergency stop. The registration of a holder who abuses the identity ends at the bound, unless the IMS ends it
 * earlier (Cx RTR, permanent termination), which this service cannot see. So nothing is freed early. The quarantine counts from the
 * bound, or from now if the lease is closed. In every state of the lease, its holder does not get the identity again before another
 * holder has had it. A repeated revocation with no longer quarantine changes nothing.
 * Refusals: `identity-not-found`.
 */
export function decideRevoke(command: Revoke, { now, identity }: RevokeSituation): Decision<Revoke> {
  if (identity === undefined) return refuse({ code: 'identity-not-found' });
  // A lapse that is not recorded yet must be recorded first.
  const expired = expiredEvent(identity, now);
  const lease = openLease(identity);
  const isHeld = lease !== undefined && !hasLapsed(lease, now);
  if (isHeld && isRevoked(identity) && command.quarantineSeconds <= lease.quarantineSeconds) {
    return { events: [], answer: { kind: 'stock-changed', identity, at: now } };
  }
  const data = isHeld ? ofHeld(command, identity, lease, now) : ofClosed(command, identity, now);
  const revoked = { type: 'IdentityRevoked', data } as const;
  const closed = expired === undefined ? identity : evolve(identity, expired);
  return {
    events: expired === undefined ? [revoked] : [expired, revoked],
    answer: { kind: 'stock-changed', identity: evolve(closed, revoked), at: now },
  };
}

/**
 * The bound of an open lease is the full one by the largest terms since the lease began: raises move it later, and only events that
 * close the lease move it earlier.
 */
function ofHeld(command: Revoke, identity: Identity, lease: Lease, now: Instant): IdentityRevokedData {
  const { reassignableAt } = lease;
  const quarantineSeconds = Math.max(lease.quarantineSeconds, command.quarantineSeconds);
  return {
    ...revocation(command, identity, now),
    reassignableAt,
    assignableAt: plusSeconds(reassignableAt, quarantineSeconds),
    quarantineSeconds,
  };
}

function ofClosed(command: Revoke, identity: Identity, now: Instant): IdentityRevokedData {
  const { quarantineSeconds } = command;
  return {
    ...revocation(command, identity, now),
    reassignableAt: null,
    assignableAt: later(identity.assignableAt, plusSeconds(now, quarantineSeconds)),
    quarantineSeconds,
  };
}

function revocation({ commandId, reason }: Revoke, identity: Identity, now: Instant) {
  const { poolId, impi, impus, generation } = identity;
  const lease = latestLease(identity);
  return {
    poolId,
    impi,
    impus,
    generation,
    effectiveAt: now,
    assignmentId: lease?.assignmentId ?? null,
    subjectId: lease?.subjectId ?? null,
    reason,
    commandId,
  };
}
