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

/** An identity that was assigned again before its terms were raised: by the present terms its former holder could still be registered. */
export interface Exposure {
  readonly poolId: PoolId;
  readonly impi: Impi;
  /** Of the present holder. */
  readonly assignmentId: AssignmentId;
  readonly assignedAt: Instant;
  readonly formerAssignmentId: AssignmentId;
  /** From here on no registration of the former holder can exist. */
  readonly exposedUntil: Instant;
}

/**
 * How much later than calculated at its assignment a former holder's bound can be, in seconds. An identity that was assigned again
 * longer ago is not exposed.
 */
export function exposureSecondsMax(profiles: readonly OperatorProfile[], spans: readonly HoldSpan[]): number {
  const later = profiles.map((profile) => {
    const span = spanOf(spans, profile.version);
    return span.outlivingSeconds + span.guardSeconds - outlivingSeconds(profile) - guardSeconds(profile.guard);
  });
  return Math.max(0, ...later);
}

/**
 * @param identity in its present state
 * @param former the events of the previous assignment, its `Assigned` first
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
  // The same subject took its own identity back: no one else is exposed.
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

/** Whether the eP-CSCF's indication still proves by the present terms that the former holder cannot be registered. */
function isProven(former: readonly RecordedEvent[], lease: Lease, { guardSeconds: guard }: HoldSpan): boolean {
  const released = former.findLast((event) => event.type === 'Released');
  if (released === undefined) return false;
  const { ground, tokenSequence = 1, indicatedAt } = released.data;
  // No registration can be made with a refused token, whatever the timers are.
  if (ground === 'token-refused') return tokenSequence === lease.tokenSequence;
  return (
    ground === 'token-dead' && indicatedAt !== undefined && indicatedAt >= plusSeconds(lease.lastTokenEndsAt, guard)
  );
}
