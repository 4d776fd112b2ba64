import type { Indicate } from '../commands/command.js';
import type { IndicationGround, IndicationIgnoredReason } from '../commands/indication-answer.js';
import type { DomainEvent, IndicationIgnoredData } from '../events/domain-event.js';
import { leaseFact } from '../events/lease-event.js';
import type { Identity } from '../identity/identity.js';
import { isRevoked, latestLease, openLease } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed, isFormerTokenAlive } from '../identity/lease.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import type { Decision } from './decision.js';

export interface IndicateSituation {
  readonly now: Instant;
  readonly identity: Identity | undefined;
  readonly terms: PoolTerms | undefined;
}

/**
 * The eP-CSCF indicates that an identity can be assigned again (TS 23.228 U.2.1.4). "De-registered" alone is not "re-assignable":
 * while a token of the lease can be used, its holder can register again and stay for the longest registration. So the identity is
 * freed on proof that no registration exists and none can follow; otherwise nothing changes. Nothing is refused: an indication without
 * effect is recorded with its reason, checked in the order of `indicationIgnoredReasons`.
 */
export function decideIndicate(command: Indicate, { now, identity, terms }: IndicateSituation): Decision<Indicate> {
  // The same answer for an identity of another operator and for one that does not exist, so that callers cannot probe.
  if (identity === undefined || terms?.operatorId !== command.operatorId) {
    return ignored(command, undefined, now, 'unknown-identity');
  }
  const notOfLease = reasonBeforeLease(command, identity, terms);
  if (notOfLease !== undefined) return ignored(command, identity, now, notOfLease);
  const lease = openLease(identity);
  if (lease === undefined || hasLapsed(lease, now)) return ignored(command, identity, now, 'already-reassignable');
  const reason = reasonOfLease(command, identity, lease, now);
  if (reason !== undefined) return ignored(command, identity, now, reason);
  const verdict = command.tokenRefused ? proofByRefusal(command, lease) : proofByTime(command, lease);
  return 'ground' in verdict
    ? freed(command, identity, lease, now, verdict.ground)
    : ignored(command, identity, now, verdict.reason);
}

function reasonBeforeLease(
  { generation }: Indicate,
  identity: Identity,
  terms: PoolTerms,
): IndicationIgnoredReason | undefined {
  if (terms.indications === 'ignored') return 'indications-ignored';
  if (identity.generation === 0) return 'never-assigned';
  if (generation < identity.generation) return 'old-generation';
  return generation > identity.generation ? 'unknown-generation' : undefined;
}

function reasonOfLease(
  command: Indicate,
  identity: Identity,
  lease: Lease,
  now: Instant,
): IndicationIgnoredReason | undefined {
  if (isFormerTokenAlive(lease)) return 'former-token-alive';
  if (isRevoked(identity)) return 'revoked';
  return faultOfDate(command, lease, now) ?? ((command.contactsRemaining ?? 0) > 0 ? 'contacts-remain' : undefined);
}

type Verdict = { readonly ground: IndicationGround } | { readonly reason: IndicationIgnoredReason };

/** A refusal is proof if it covers the newest token, and so all of them. It can arrive late: no token was issued since. */
function proofByRefusal({ tokenSequence }: Indicate, lease: Lease): Verdict {
  // An eP-CSCF that does not number tokens cannot state which of several it refuses.
  const refusedUpTo = tokenSequence ?? 1;
  if (refusedUpTo > lease.tokenSequence) return { reason: 'unknown-token' };
  return refusedUpTo === lease.tokenSequence ? { ground: 'token-refused' } : { reason: 'newer-token' };
}

/** The eP-CSCF saw no contact when no token of the lease could be used any more and no REGISTER with one could be in flight. */
function proofByTime({ indicatedAt }: Indicate, lease: Lease): Verdict {
  const deadAt = plusSeconds(lease.lastTokenEndsAt, lease.guardSeconds);
  return indicatedAt !== undefined && indicatedAt >= deadAt ? { ground: 'token-dead' } : { reason: 'token-alive' };
}

/** Two clocks and the time in flight differ by at most the guard. */
function faultOfDate({ indicatedAt }: Indicate, lease: Lease, now: Instant): IndicationIgnoredReason | undefined {
  if (indicatedAt === undefined) return undefined;
  if (indicatedAt > plusSeconds(now, lease.guardSeconds)) return 'dated-in-future';
  return plusSeconds(indicatedAt, lease.guardSeconds) < lease.assignedAt ? 'dated-before-assignment' : undefined;
}

/** The `Released` contains the proof, so that it can be checked from the events alone. */
function freed(
  command: Indicate,
  identity: Identity,
  lease: Lease,
  now: Instant,
  ground: IndicationGround,
): Decision<Indicate> {
  const { commandId, tokenSequence, indicatedAt } = command;
  const released: DomainEvent = {
    type: 'Released',
    data: {
      ...leaseFact(identity, lease, { reassignableAt: now, effectiveAt: now }),
      by: 'ep-cscf',
      ground,
      ...(tokenSequence !== undefined && { tokenSequence }),
      ...(indicatedAt !== undefined && { indicatedAt }),
      commandId,
    },
  };
  return {
    events: [released],
    answer: { kind: 'indicated', answer: { effect: 'reassignable', reason: ground, reassignableAt: now } },
  };
}

function ignored(
  command: Indicate,
  identity: Identity | undefined,
  now: Instant,
  reason: IndicationIgnoredReason,
): Decision<Indicate> {
  const { commandId, tokenSequence, contactsRemaining, indicatedAt } = command;
  const lease = identity === undefined ? undefined : latestLease(identity);
  const reassignableAt = lease?.reassignableAt ?? null;
  const data: IndicationIgnoredData = {
    reason,
    indicatedGeneration: command.generation,
    indicatedBy: command.operatorId,
    ...(tokenSequence !== undefined && { tokenSequence }),
    ...(contactsRemaining !== undefined && { contactsRemaining }),
    ...(indicatedAt !== undefined && { indicatedAt }),
    assignmentId: lease?.assignmentId ?? null,
    poolId: identity?.poolId ?? null,
    impi: command.impi,
    impus: identity?.impus ?? [],
    generation: identity?.generation ?? 0,
    subjectId: lease?.subjectId ?? null,
    reassignableAt,
    effectiveAt: now,
    commandId,
  };
  return {
    events: [{ type: 'IndicationIgnored', data }],
    answer: { kind: 'indicated', answer: { effect: 'ignored', reason, reassignableAt } },
  };
}
