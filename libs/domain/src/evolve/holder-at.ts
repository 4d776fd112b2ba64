import type { RecordedEvent } from '../events/domain-event.js';
import type { Lease, SubjectKind } from '../identity/lease.js';
import type { AssignmentId, Impi, Impu, PoolId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { identityFrom } from './assignment-from.js';

/** From `from` on, `until` excluded. */
export interface Interval {
  readonly from: Instant;
  readonly until: Instant;
}

/** The one subject that could use an identity at an instant. */
export interface Holder {
  readonly assignmentId: AssignmentId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly subjectId: SubjectId;
  readonly subjectKind: SubjectKind;
  /** When the holder could register with a token of this lease. */
  readonly tokenValid: Interval;
  /** When a registration of the holder could exist. No other subject had the identity then. */
  readonly bindingPossible: Interval;
}

/**
 * The holder at `at`, by the events of one lease that were recorded up to the instant of knowledge. Undefined if the lease had not begun
 * at `at`, or its bound had passed.
 * @param history the lease's events in order, the `Assigned` first
 */
export function holderAt(history: readonly RecordedEvent[], at: Instant): Holder | undefined {
  const identity = identityFrom(history);
  if (identity === undefined || identity.holding.status === 'never-assigned') return undefined;
  const { poolId, impi, impus, generation, holding } = identity;
  const { lease } = holding;
  const bindingPossible = { from: lease.assignedAt, until: boundOf(history, lease) };
  if (at < bindingPossible.from || at >= bindingPossible.until) return undefined;
  return {
    assignmentId: lease.assignmentId,
    poolId,
    impi,
    impus,
    generation,
    subjectId: lease.subjectId,
    subjectKind: lease.subjectKind,
    tokenValid: { from: lease.assignedAt, until: tokenEnd(history, lease) },
    bindingPossible,
  };
}

/** The holder had the identity up to its release, even if the release names an earlier bound. */
function boundOf(history: readonly RecordedEvent[], lease: Lease): Instant {
  const released = history.findLast((event) => event.type === 'Released');
  return Math.max(lease.reassignableAt, released?.data.effectiveAt ?? 0) as Instant;
}

/** The end of the last token; if the eP-CSCF has refused all tokens, they were valid until that was recorded. */
function tokenEnd(history: readonly RecordedEvent[], lease: Lease): Instant {
  const refused = history.find((event) => event.type === 'Released' && event.data.ground === 'token-refused');
  return Math.min(lease.lastTokenEndsAt, refused?.recordedAt ?? Infinity) as Instant;
}
