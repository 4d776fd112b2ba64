import type { Revoke } from '../commands.js';
import type { IdentityRevokedData } from '../events.js';
import { evolve } from '../evolve.js';
import type { Identity, Lease } from '../identity.js';
import { hasLapsed, isRevoked, openLease } from '../identity.js';
import type { Instant } from '../ids.js';
import { later, plusSeconds } from '../instant.js';
import type { PoolTerms } from '../terms.js';
import { refuse } from './decision.js';
import type { Decision } from './decision.js';
import { expiredEvent } from './expire.js';

export interface RevokeSituation {
  readonly now: Instant;
  readonly identity: Identity | undefined;
  /** The terms of the identity's pool. */
  readonly terms: PoolTerms | undefined;
}

/**
 * The registration of a holder who abuses the identity ends at the bound and not before, unless the IMS ends it (Cx RTR, permanent
 * termination), which nobody here can see: so nothing is freed early, and the quarantine is counted from the bound, or from
 * now where nobody holds it. Said again with no longer quarantine, it changes nothing.
 */
export function decideRevoke(command: Revoke, { now, identity, terms }: RevokeSituation): Decision {
  if (identity === undefined || terms === undefined) return refuse({ code: 'identity-not-found' });
  // A lease may have lapsed without anyone having recorded it yet: that fact comes first.
  const expired = expiredEvent(identity, now);
  const lease = openLease(identity);
  const isHeld = lease !== undefined && !hasLapsed(lease, now);
  if (isHeld && isRevoked(identity) && command.quarantineSeconds <= lease.quarantineSeconds) {
    return { events: [], answer: { kind: 'stock-changed', identity, at: now } };
  }
  const data = isHeld ? ofHeld(command, identity, lease, terms, now) : ofFree(command, identity, now);
  const revoked = { type: 'IdentityRevoked', data } as const;
  const closed = expired === undefined ? identity : evolve(identity, expired);
  return {
    events: expired === undefined ? [revoked] : [expired, revoked],
    answer: { kind: 'stock-changed', identity: evolve(closed, revoked), at: now },
  };
}

/** Held to its full bound: an eP-CSCF's word that brought it forward does not count in an emergency. */
function ofHeld(
  command: Revoke,
  identity: Identity,
  lease: Lease,
  terms: PoolTerms,
  now: Instant,
): IdentityRevokedData {
  const afterToken = terms.securityLifetimeSeconds - terms.tokenLifetimeSeconds;
  const reassignableAt = later(lease.reassignableAt, plusSeconds(lease.tokenExpiresAt, afterToken));
  const quarantineSeconds = Math.max(lease.quarantineSeconds, command.quarantineSeconds);
  return {
    ...stockFact(command, identity, now),
    assignmentId: lease.assignmentId,
    subjectId: lease.subjectId,
    reassignableAt,
    assignableAt: plusSeconds(reassignableAt, quarantineSeconds),
    quarantineSeconds,
    reason: command.reason,
  };
}

function ofFree(command: Revoke, identity: Identity, now: Instant): IdentityRevokedData {
  const { quarantineSeconds, reason } = command;
  const assignableAt = later(identity.assignableAt, plusSeconds(now, quarantineSeconds));
  return {
    ...stockFact(command, identity, now),
    ...{ assignmentId: null, subjectId: null, reassignableAt: null, assignableAt, quarantineSeconds, reason },
  };
}

function stockFact({ commandId }: Revoke, { poolId, impi, impus, generation }: Identity, now: Instant) {
  return { poolId, impi, impus, generation, effectiveAt: now, commandId };
}
