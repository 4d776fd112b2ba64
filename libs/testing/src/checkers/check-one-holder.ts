import { decodeEvent, toIso } from '@allocator/domain';
import { leaseEvents } from './lease-event.js';
import { type LeasePeriod, leasePeriods } from './lease-period.js';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/**
 * No two holders have one identity at a time (P1). No two leases of one impi, or of one number or address, overlap in
 * `[assignedAt, reassignableAt)`, by their final bounds. No lease begins in the quarantine of the one before, except for the
 * same subject. Generations of an impi count up by one. A lease that an eP-CSCF ended early counts to its full bound unless
 * its event proves the end. The next holder of a revoked identity is not its last one.
 * @param documents all of a lane's documents, as stored, in order
 */
export function checkOneHolder(lane: number, documents: readonly string[]): readonly Violation[] {
  const violations = new Violations(lane);
  const latest = new Map<string, LeasePeriod>();
  const latestOfImpi = new Map<string, LeasePeriod>();
  const generations = importedGenerations(documents);
  for (const period of leasePeriods(leaseEvents(documents))) {
    const { position, impi, generation, assignmentId } = period;
    if (assignmentId !== `${String(lane)}-${String(position)}`) {
      violations.add(
        position,
        `assignment ${assignmentId} does not have the id of its Assigned event, ${String(lane)}-${String(position)}`,
      );
    }
    const clash = period.names.map((name) => latest.get(name)).find((before) => before && !isAfter(period, before));
    if (clash !== undefined) violations.add(position, clashSentence(period, clash));
    const before = latestOfImpi.get(impi);
    if (before?.isRevoked === true && before.subjectId === period.subjectId) {
      violations.add(
        position,
        `${impi} was revoked from the holder of ${before.assignmentId} and assigned to it again as ${assignmentId}`,
      );
    }
    latestOfImpi.set(impi, period);
    const expected = (generations.get(impi) ?? 0) + 1;
    if (generation !== expected) {
      violations.add(
        position,
        `${impi} has generation ${String(generation)} in ${assignmentId}, expected ${String(expected)}`,
      );
    }
    generations.set(impi, generation);
    for (const name of period.names) latest.set(name, longer(period, latest.get(name)));
  }
  return violations.found;
}

function isAfter(period: LeasePeriod, before: LeasePeriod): boolean {
  if (period.assignedAt < before.reassignableAt) return false;
  const isSameSubject =
    period.authenticatedSubject !== undefined && period.authenticatedSubject === before.authenticatedSubject;
  return isSameSubject || period.assignedAt >= before.assignableAt;
}

/** Of two leases of one name the one that holds it longer: only that one can conflict with the next. */
function longer(period: LeasePeriod, before: LeasePeriod | undefined): LeasePeriod {
  return before !== undefined && before.assignableAt > period.assignableAt ? before : period;
}

function clashSentence(period: LeasePeriod, before: LeasePeriod): string {
  const { impi, assignmentId, assignedAt } = period;
  const isHeld = assignedAt < before.reassignableAt;
  const until = toIso(isHeld ? before.reassignableAt : before.assignableAt);
  const state = isHeld ? 'is held by' : 'is in quarantine after';
  const why = before.missing === undefined ? '' : `: ${before.missing}`;
  return `${impi} is assigned as ${assignmentId} at ${toIso(assignedAt)} and ${state} ${before.assignmentId} until ${until}${why}`;
}

/** Identities can be imported with a generation. */
function importedGenerations(documents: readonly string[]): Map<string, number> {
  const generations = new Map<string, number>();
  for (const { type, data } of documents.map(decodeEvent)) {
    // An identity that is imported again after its retirement continues its generations.
    if (type === 'IdentityImported' && !generations.has(data.impi)) generations.set(data.impi, data.generation);
  }
  return generations;
}
