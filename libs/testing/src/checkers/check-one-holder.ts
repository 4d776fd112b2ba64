import { decodeEvent, toIso } from '@allocator/domain';
import type { LendingPeriod } from './lease-period.js';
import { leaseEvents, lendingPeriods } from './lease-period.js';
import type { Violation } from './violation.js';
import { Violations } from './violation.js';

/**
 * Nobody held an identity while another did (P1): no two lendings of one impi, or of one number or address, overlap in
 * `[assignedAt, reassignableAt)` with the bound as it finally was, none began in the quarantine of the one before but its
 * own subject's, and each lending of an impi has the generation after that of the one before. A lease that an eP-CSCF ended early
 * counts to its full bound unless the event proves the end. A revoked identity does not go back to its last holder at once.
 * @param documents all of a lane's documents, as stored, in order
 */
export function checkOneHolder(lane: number, documents: readonly string[]): readonly Violation[] {
  const violations = new Violations(lane);
  const latest = new Map<string, LendingPeriod>();
  const latestOfImpi = new Map<string, LendingPeriod>();
  const generations = importedGenerations(documents);
  for (const period of lendingPeriods(leaseEvents(documents))) {
    const { position, impi, generation, assignmentId } = period;
    if (assignmentId !== `${String(lane)}-${String(position)}`) {
      violations.add(position, `assignment ${assignmentId} does not have the id of its Assigned event`);
    }
    const clash = period.names.map((name) => latest.get(name)).find((before) => before && !isAfter(period, before));
    if (clash !== undefined) violations.add(position, clashSentence(period, clash));
    const before = latestOfImpi.get(impi);
    if (before?.isRevoked === true && before.subjectId === period.subjectId) {
      violations.add(position, `${impi} was revoked from the holder of ${before.assignmentId}, and goes back to it`);
    }
    latestOfImpi.set(impi, period);
    const expected = (generations.get(impi) ?? 0) + 1;
    if (generation !== expected) {
      violations.add(position, `${impi} has generation ${String(generation)}, not ${String(expected)}`);
    }
    generations.set(impi, generation);
    for (const name of period.names) latest.set(name, longer(period, latest.get(name)));
  }
  return violations.found;
}

function isAfter(period: LendingPeriod, before: LendingPeriod): boolean {
  if (period.assignedAt < before.reassignableAt) return false;
  const isSameSubject =
    period.authenticatedSubject !== undefined && period.authenticatedSubject === before.authenticatedSubject;
  return isSameSubject || period.assignedAt >= before.assignableAt;
}

/** Of two lendings of one name the one that keeps it longer: only that one can be in the way of the next. */
function longer(period: LendingPeriod, before: LendingPeriod | undefined): LendingPeriod {
  return before !== undefined && before.assignableAt > period.assignableAt ? before : period;
}

function clashSentence(period: LendingPeriod, before: LendingPeriod): string {
  const { impi, assignmentId, assignedAt } = period;
  const isHeld = assignedAt < before.reassignableAt;
  const until = toIso(isHeld ? before.reassignableAt : before.assignableAt);
  const state = isHeld ? 'is held by' : 'is in quarantine after';
  const why = before.missing === undefined ? '' : `: ${before.missing}`;
  return `${impi} is assigned as ${assignmentId} at ${toIso(assignedAt)} and ${state} ${before.assignmentId} until ${until}${why}`;
}

/** Identities can come in from elsewhere with a generation. */
function importedGenerations(documents: readonly string[]): Map<string, number> {
  const generations = new Map<string, number>();
  for (const { type, data } of documents.map(decodeEvent)) {
    // Imported again after its retirement, an identity goes on where it was.
    if (type === 'IdentityImported' && !generations.has(data.impi)) generations.set(data.impi, data.generation);
  }
  return generations;
}
