import type { IdentifiedCommand } from '../commands.js';
import type { SubjectId } from '../ids.js';
import type { Outcome, RememberedCommand } from '../outcome.js';
import type { WorkingSet } from './working-set.js';

/** The first outcome of a command that comes again; `idempotency-key-reused` where another command comes under its id. */
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

/** Undefined where the command has no subject, or one that its pool does not know. */
export function subjectIdOf(set: WorkingSet, command: IdentifiedCommand): SubjectId | undefined {
  return command.type === 'Assign' ? set.knownSubject(command.poolId, command.subject)?.subjectId : undefined;
}

/**
 * Whether the outcome can be the command's, by what it tells. Lanes are shared: a WWSF that comes with another one's command id must
 * not get that one's assignment, although a restore has lost the fingerprint.
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
      return 'poolId' in command && 'impi' in command && command.impi === outcome.identity.impi;
    case 'refused':
      return true;
  }
}
