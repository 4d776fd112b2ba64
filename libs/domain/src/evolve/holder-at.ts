import type { RecordedEvent } from '../events/domain-event.js';
import type { Lease, SubjectKind } from '../identity/lease.js';
import type { AssignmentId, Impi, Impu, PoolId, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { identityFrom } from './assignment-from.js';

/** From `from` on, up to but without `until`. */
export interface Interval {
  readonly from: Instant;
  readonly until: Instant;
}

/** The one who could hold an identity at an instant. */
export interface Holder {
  readonly assignmentId: AssignmentId;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  readonly generation: number;
  readonly subjectId: SubjectId;
  readonly subjectKind: SubjectKind;
  /** In which the holder could register with a token of this lending. */
  readonly tokenValid: Interval;
  /** In which a registration of the holder could exist: nobody else had the identity. */
  readonly bindingPossible: Interval;
}

/**
 * Who could hold the identity at `at`, by the events of one lending as far as they were known: none later than the instant of
 * knowledge. Undefined where that lending was over by then, or had not begun.
 * @param lending its events in order, the `Assigned` first
 */
export function holderAt(lending: readonly RecordedEvent[], at: Instant): Holder | undefined {
  const identity = identityFrom(lending);
  if (identity === undefined || identity.holding.status === 'never-assigned') return undefined;
  const { poolId, impi, impus, generation, holding } = identity;
  const { lease } = holding;
  const bindingPossible = { from: lease.assignedAt, until: boundOf(lending, lease) };
  if (at < bindingPossible.from || at >= bindingPossible.until) return undefined;
  return {
    assignmentId: lease.assignmentId,
    ...{ poolId, impi, impus, generation },
    subjectId: lease.subjectId,
    subjectKind: lease.subjectKind,
    tokenValid: { from: lease.assignedAt, until: tokenEnd(lending, lease) },
    bindingPossible,
  };
}

/** A holder has held it up to its release, whatever bound the release names. */
function boundOf(lending: readonly RecordedEvent[], lease: Lease): Instant {
  const released = lending.findLast((event) => event.type === 'Released');
  return Math.max(lease.reassignableAt, released?.data.effectiveAt ?? 0) as Instant;
}

/** Of the token that ends last; where the eP-CSCF has refused all of them, they were good until then. */
function tokenEnd(lending: readonly RecordedEvent[], lease: Lease): Instant {
  const refused = lending.find((event) => event.type === 'Released' && event.data.ground === 'token-refused');
  return Math.min(lease.lastTokenEndsAt, refused?.recordedAt ?? Infinity) as Instant;
}
