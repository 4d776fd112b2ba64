import type { Instant, RecordedEvent } from '@allocator/domain';
import { decodeEvent } from '@allocator/domain';

/** One lending as the events of a lane tell it, read without the domain's own `evolve`. */
export interface ToldLease {
  readonly assignmentId: string;
  readonly impi: string;
  readonly generation: number;
  readonly position: number;
  readonly assignedAt: Instant;
  /** As it finally was. */
  reassignableAt: Instant;
  /** The bounds that were told, in order. */
  readonly bounds: Instant[];
  /** The events after its `Assigned`, in order. */
  readonly after: RecordedEvent[];
}

/** All lendings of a lane, in the order in which they began. */
export function leasesOf(documents: readonly string[]): ToldLease[] {
  const leases = new Map<string, ToldLease>();
  for (const event of documents.map(decodeEvent)) {
    if (event.type === 'Assigned') {
      const { assignmentId, impi, generation, effectiveAt, reassignableAt } = event.data;
      const { position } = event;
      const bounds = [reassignableAt];
      leases.set(assignmentId, {
        assignmentId,
        impi,
        generation,
        position,
        assignedAt: effectiveAt,
        reassignableAt,
        bounds,
        after: [],
      });
    } else if ('assignmentId' in event.data && event.data.assignmentId !== null && event.type !== 'IndicationIgnored') {
      const lease = leases.get(event.data.assignmentId);
      lease?.after.push(event);
      if (lease !== undefined) {
        lease.reassignableAt = event.data.reassignableAt;
        lease.bounds.push(event.data.reassignableAt);
      }
    }
  }
  return [...leases.values()];
}
