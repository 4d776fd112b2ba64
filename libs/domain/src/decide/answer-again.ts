import type { IdentifiedCommand } from '../commands/command.js';
import type { Outcome, RememberedCommand } from '../commands/outcome.js';
import type { SubjectId } from '../ids/ids.js';
import type { WorkingSet } from '../lane/working-set.js';

/** The first outcome if the command is repeated; `idempotency-key-reused` if another command has the same id. */
export function answerAgain(
  set: WorkingSet,
  known: RememberedCommand,
  command: IdentifiedCommand,
  fingerprint: string,
): Outcome {
  return isSame(set, known, command, fingerprint)
    ? known.outcome
    : { kind: 'refused', refusal: { code: 'idempotency-key-reused' } };
}

function isSame(set: WorkingSet, known: RememberedCommand, command: IdentifiedCommand, fingerprint: string): boolean {
  if (known.fingerprint === undefined) return canAnswer(known.outcome, command);
  if (known.fingerprint !== fingerprint) return false;
  return known.subjectId === undefined || known.subjectId === subjectIdOf(set, command);
}

/** Undefined if the command has no subject, or if its pool does not know the subject. */
export function subjectIdOf(set: WorkingSet, command: IdentifiedCommand): SubjectId | undefined {
  return command.type === 'Assign' ? set.knownSubject(command.poolId, command.subject)?.subjectId : undefined;
}

/**
 * Whether the outcome can be that of the command, judged by its content, if a restore has lost the fingerprint. Lanes are shared: a WWSF
 * that sends another WWSF's command id must not get that WWSF's assignment.
 */
function canAnswer(outcome: Outcome, command: IdentifiedCommand): boolean {
  switch (outcome.kind) {
    case 'assigned':
    case 'found':
      return command.type === 'Assign' && command.poolId === outcome.assignment.poolId;
    case 'prolonged':
      return command.type === 'Prolong' && command.assignmentId === outcome.assignment.assignmentId;
    case 'released':
      return command.type === 'Release' && command.assignmentId === outcome.assignment.assignmentId;
    case 'indicated':
      return command.type === 'Indicate';
    case 'stock-changed':
      return command.type !== 'Indicate' && 'impi' in command && command.impi === outcome.identity.impi;
    case 'refused':
      return true;
  }
}
