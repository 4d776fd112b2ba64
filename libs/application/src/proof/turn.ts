import type { AssignmentId, Impi, Instant, Lane, SubjectId } from '@allocator/domain';
import { toIso } from '@allocator/domain';

/** The time during which a holder can be registered under an identity by one lease. */
export interface Hold {
  readonly lane: Lane;
  /** Position of its `Assigned`. */
  readonly position: number;
  readonly assignmentId: AssignmentId;
  readonly impi: Impi;
  readonly from: Instant;
  readonly until: Instant;
  /** Undefined for an anonymous subject, which cannot be recognised. */
  readonly subjectId?: SubjectId;
  /** Its holder took it back before the bound of its own former lease. */
  readonly isTakenBack?: true;
  /** What is missing to prove a recorded earlier end. */
  readonly missing?: string;
}

/** A hold, and the one before it that ends last. */
export interface Turn {
  readonly hold: Hold;
  readonly before: Hold;
  /** Negative if the two overlap. */
  readonly gapMs: number;
}

/** @param holds of one name, in any order: events of different lanes are ordered only by time */
export function turnsOf(holds: readonly Hold[]): readonly Turn[] {
  const inTurn = [...holds].sort((a, b) => a.from - b.from || a.lane - b.lane || a.position - b.position);
  const turns: Turn[] = [];
  let last: Hold | undefined;
  for (const hold of inTurn) {
    if (last !== undefined && !isSameHolder(hold, last)) {
      turns.push({ hold, before: last, gapMs: hold.from - last.until });
    }
    if (last === undefined || hold.until >= last.until) last = hold;
  }
  return turns;
}

export function overlapSentence({ hold, before }: Turn): string {
  const overlap =
    `${hold.impi} is assigned as ${hold.assignmentId} at ${toIso(hold.from)} ` +
    `and is held as ${before.assignmentId} until ${toIso(before.until)}`;
  return before.missing === undefined ? overlap : `${overlap}: no proof of an earlier end, ${before.missing}`;
}

/** The holder took the same identity back. A later holder must still wait for the end of both. */
function isSameHolder(hold: Hold, before: Hold): boolean {
  const isSame = hold.subjectId !== undefined && hold.subjectId === before.subjectId && hold.impi === before.impi;
  return isSame && hold.isTakenBack === true;
}
