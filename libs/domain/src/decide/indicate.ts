import type { Indicate } from '../commands.js';
import type { IndicationIgnoredData } from '../events.js';
import type { Identity, Lease } from '../identity.js';
import { hasLapsed, isRevoked, openLease } from '../identity.js';
import type { Instant } from '../ids.js';
import { earlier, later, plusSeconds } from '../instant.js';
import type { IndicationIgnoredReason } from '../refusals.js';
import type { PoolTerms } from '../terms.js';
import { leaseFact } from './decision.js';
import type { Decision } from './decision.js';

export interface IndicateSituation {
  readonly now: Instant;
  readonly identity: Identity | undefined;
  readonly terms: PoolTerms | undefined;
}

/**
 * The eP-CSCF's word that an identity can be lent again (TS 23.228 U.2.1.4). It can only bring the bound forward, and
 * "de-registered" alone is not "re-assignable": while the token lives its holder can register again. So the identity is
 * free at once where the token is refused from now on, and otherwise not before the token is dead.
 */
export function decideIndicate(command: Indicate, situation: IndicateSituation): Decision {
  const { now, identity } = situation;
  const reason = reasonToIgnore(command, situation);
  if (reason !== undefined || identity === undefined) {
    return ignored(command, identity, now, reason ?? 'unknown-identity');
  }
  const lease = openLease(identity);
  if (lease === undefined) return ignored(command, identity, now, 'already-reassignable');
  const reassignableAt = boundAfterIndication(command, lease, now);
  if (
    identity.holding.status === 'released' &&
    identity.holding.by === 'ep-cscf' &&
    reassignableAt === lease.reassignableAt
  ) {
    return ignored(command, identity, now, 'already-scheduled');
  }
  const fact = leaseFact(identity, lease, { reassignableAt, effectiveAt: now });
  const free = reassignableAt <= now;
  const ground = command.tokenRefused ? 'token-refused' : free ? 'token-dead' : 'token-alive';
  return {
    events: [{ type: 'Released', data: { ...fact, by: 'ep-cscf', ground, commandId: command.commandId } }],
    answer: {
      kind: 'indicated',
      answer: { effect: free ? 'reassignable' : 'scheduled', reason: ground, reassignableAt },
    },
  };
}

/** Never later than the bound that stands: an indication only brings it forward. */
function boundAfterIndication(command: Indicate, lease: Lease, now: Instant): Instant {
  if (command.tokenRefused) return now;
  return earlier(lease.reassignableAt, later(now, plusSeconds(lease.tokenExpiresAt, lease.guardSeconds)));
}

function reasonToIgnore(
  command: Indicate,
  { now, identity, terms }: IndicateSituation,
): IndicationIgnoredReason | undefined {
  if (identity === undefined || terms === undefined) return 'unknown-identity';
  if (terms.operatorId !== command.operatorId) return 'wrong-operator';
  if (terms.indications === 'ignored') return 'indications-ignored';
  if (identity.generation === 0) return 'never-assigned';
  if (command.generation < identity.generation) return 'old-generation';
  if (command.generation > identity.generation) return 'unknown-generation';
  const lease = openLease(identity);
  if (lease === undefined || hasLapsed(lease, now)) return 'already-reassignable';
  if (lease.takenBack) return 'former-token-alive';
  if (isRevoked(identity)) return 'revoked';
  return faultOfDate(command, lease, now) ?? ((command.contactsRemaining ?? 0) > 0 ? 'contacts-remain' : undefined);
}

/** Two clocks, and a message under way, differ by the guard at most. */
function faultOfDate({ indicatedAt }: Indicate, lease: Lease, now: Instant): IndicationIgnoredReason | undefined {
  if (indicatedAt === undefined) return undefined;
  if (indicatedAt > plusSeconds(now, lease.guardSeconds)) return 'dated-in-future';
  return plusSeconds(indicatedAt, lease.guardSeconds) < lease.assignedAt ? 'dated-before-assignment' : undefined;
}

function ignored(
  command: Indicate,
  identity: Identity | undefined,
  now: Instant,
  reason: IndicationIgnoredReason,
): Decision {
  const holding = identity?.holding;
  const lease = holding === undefined || holding.status === 'never-assigned' ? undefined : holding.lease;
  const data: IndicationIgnoredData = {
    reason,
    indicatedGeneration: command.generation,
    indicatedBy: command.operatorId,
    ...(command.contactsRemaining !== undefined && { contactsRemaining: command.contactsRemaining }),
    ...(command.indicatedAt !== undefined && { indicatedAt: command.indicatedAt }),
    assignmentId: lease?.assignmentId ?? null,
    poolId: identity?.poolId ?? null,
    impi: command.impi,
    impus: identity?.impus ?? [],
    generation: identity?.generation ?? 0,
    subjectId: lease?.subjectId ?? null,
    reassignableAt: lease?.reassignableAt ?? null,
    effectiveAt: now,
    commandId: command.commandId,
  };
  // Another operator's eP-CSCF is told nothing of the identity but that its word was not taken.
  const told = reason === 'wrong-operator' ? null : data.reassignableAt;
  return {
    events: [{ type: 'IndicationIgnored', data }],
    answer: { kind: 'indicated', answer: { effect: 'ignored', reason, reassignableAt: told } },
  };
}
