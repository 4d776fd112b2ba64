import type { RecordedEvent } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import type { ToldLease } from './leases-of.js';
import { leasesOf } from './leases-of.js';
import type { Violation } from './violation.js';

/**
 * Nothing expires early, and each lending is closed once: by one `Expired`, or by a `Released` whose bound is not after
 * its own time. Only the latest lending of an identity may be open.
 */
export function checkClosing(lane: number, documents: readonly string[]): Violation[] {
  const leases = leasesOf(documents);
  const latest = new Map(leases.map((lease) => [lease.impi, lease.assignmentId]));
  return leases.flatMap((lease) =>
    faultsOf(lease, latest.get(lease.impi) === lease.assignmentId).map((fault) => ({ lane, ...fault })),
  );
}

function faultsOf(lease: ToldLease, mayBeOpen: boolean): Omit<Violation, 'lane'>[] {
  const faults: Omit<Violation, 'lane'>[] = [];
  let bound = lease.bounds[0] ?? lease.reassignableAt;
  let closings = 0;
  for (const event of lease.after) {
    const find = (sentence: string): number => faults.push({ position: event.position, sentence });
    if (closings > 0) find(`${event.type} of ${lease.assignmentId}, which was closed before`);
    if (event.type === 'Expired') {
      const { effectiveAt, reassignableAt } = event.data;
      if (event.recordedAt < bound)
        find(`${lease.assignmentId} expired early: at ${toIso(event.recordedAt)}, bound ${toIso(bound)}`);
      if (effectiveAt !== bound || reassignableAt !== bound)
        find(`${lease.assignmentId} expired at another bound than its own`);
    } else if ('reassignableAt' in event.data && event.data.reassignableAt !== null) {
      bound = event.data.reassignableAt;
    }
    if (closes(event)) closings++;
  }
  if (closings === 0 && !mayBeOpen) {
    faults.push({
      position: lease.position,
      sentence: `${lease.assignmentId} was never closed, and ${lease.impi} was lent on`,
    });
  }
  return faults;
}

function closes(event: RecordedEvent): boolean {
  if (event.type === 'Expired') return true;
  return event.type === 'Released' && event.data.reassignableAt <= event.recordedAt;
}
