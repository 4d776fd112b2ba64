import type { RecordedEvent } from '../events/domain-event.js';
import { identityFrom } from '../evolve/assignment-from.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import type { AssignmentId, Impi, PoolId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';
import type { OperatorProfile } from '../terms/operator-profile.js';
import { guardSeconds, outlivingSeconds } from '../terms/operator-profile.js';
import type { HoldSpan } from './hold-move.js';
import { spanOf } from './hold-move.js';

/** An identity that was lent on before its terms were raised: as they are now, its former holder could still be registered. */
export interface Exposure {
  readonly poolId: PoolId;
  readonly impi: Impi;
  /** Of the holder of now. */
  readonly assignmentId: AssignmentId;
  readonly assignedAt: Instant;
  readonly formerAssignmentId: AssignmentId;
  /** From here on no registration of the former holder can exist. */
  readonly exposedUntil: Instant;
}

/**
 * How much later than it was reckoned a former holder's end can come, in seconds: an identity that was lent on longer ago
 * is not exposed.
 */
export function exposureSecondsMax(profiles: readonly OperatorProfile[], spans: readonly HoldSpan[]): number {
  const later = profiles.map((profile) => {
    const span = spanOf(spans, profile.version);
    return span.outlivingSeconds + span.guardSeconds - outlivingSeconds(profile) - guardSeconds(profile.guard);
  });
  return Math.max(0, ...later);
}

/**
 * @param identity as it is lent now
 * @param former the events of the assignment before, its `Assigned` first
 */
export function exposureOf(
  identity: Identity,
  former: readonly RecordedEvent[],
  spans: readonly HoldSpan[],
  now: Instant,
): Exposure | undefined {
  const [lease, before] = [openLease(identity), identityFrom(former)];
  if (lease === undefined || before === undefined || before.holding.status === 'never-assigned') return undefined;
  const { holding } = before;
  // Nobody is exposed to himself: his own identity was given back to him.
  if (holding.lease.subjectId === lease.subjectId && lease.subjectKind === 'authenticated') return undefined;
  const span = spanOf(spans, holding.lease.operatorVersion);
  if (holding.status === 'freed' && isProven(former, holding.lease, span)) return undefined;
  const exposedUntil = plusSeconds(holding.lease.lastTokenEndsAt, span.outlivingSeconds + span.guardSeconds);
  if (exposedUntil <= lease.assignedAt || exposedUntil <= now) return undefined;
  return {
    poolId: identity.poolId,
    impi: identity.impi,
    assignmentId: lease.assignmentId,
    assignedAt: lease.assignedAt,
    formerAssignmentId: holding.lease.assignmentId,
    exposedUntil,
  };
}

/** Whether the eP-CSCF's evidence still proves, by the terms of today, that the former holder cannot be registered. */
function isProven(former: readonly RecordedEvent[], lease: Lease, { guardSeconds: guard }: HoldSpan): boolean {
  const released = former.findLast((event) => event.type === 'Released');
  if (released === undefined) return false;
  const { ground, tokenSequence = 1, indicatedAt } = released.data;
  // No registration is made with a token that is refused, whatever the timers are.
  if (ground === 'token-refused') return tokenSequence === lease.tokenSequence;
  return (
    ground === 'token-dead' && indicatedAt !== undefined && indicatedAt >= plusSeconds(lease.lastTokenEndsAt, guard)
  );
}
