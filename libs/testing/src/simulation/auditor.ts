import type { Assignment, Command, Impi, Outcome, Subject } from '@allocator/domain';
import { referenceOf, toIso } from '@allocator/domain';
import type { Acknowledgement } from '../checkers/check-one-answer.js';

/** An answer and what was asked. */
export interface Answered extends Acknowledgement {
  readonly command: Command;
}

/** One lending as its client knows it. */
interface Held {
  readonly assignment: Assignment;
  /** Undefined for an anonymous one, whom nobody can recognise. */
  readonly person: string | undefined;
  until: number;
  freedAt: number | undefined;
}

/**
 * The naive truth: who may think to hold what until when, from the answers alone. It knows nothing of events, of decide or of
 * evolve, and could be told to a person: an identity goes on to the next holder when the bound of the one before is past, or
 * when the eP-CSCF has freed that very lending, and each lending has the next generation.
 * @param answered every answer that was given; every command that was carried out has been answered
 * @param leastQuarantineMs the shortest quarantine that was ever in force
 * @returns a sentence for each thing that cannot be
 */
export function audit(answered: readonly Answered[], leastQuarantineMs: number): readonly string[] {
  const once = [...new Map(answered.map((answer) => [`${answer.commandId} ${answer.fingerprint}`, answer])).values()];
  const found: string[] = [];
  const byImpi = new Map<Impi, Held[]>();
  const byId = new Map<string, Held>();
  for (const { command, outcome } of once) {
    if (command.type !== 'Assign' || outcome.kind !== 'assigned') continue;
    const { assignment } = outcome;
    const held = {
      assignment,
      person: personOf(command.subject),
      until: assignment.reassignableAt,
      freedAt: undefined,
    };
    if (byId.has(assignment.assignmentId)) found.push(`${assignment.assignmentId} was given to two commands`);
    byId.set(assignment.assignmentId, held);
    byImpi.set(assignment.impi, [...(byImpi.get(assignment.impi) ?? []), held]);
  }
  for (const { command, outcome } of once) found.push(...learn(command, outcome, byId, byImpi));
  for (const lendings of byImpi.values()) found.push(...faultsOfTurns(lendings, leastQuarantineMs));
  return found;
}

function personOf(subject: Subject): string | undefined {
  return subject.kind === 'authenticated' ? referenceOf(subject) : undefined;
}

/** What the answers after the lending say of its end. */
function learn(
  command: Command,
  outcome: Outcome,
  byId: ReadonlyMap<string, Held>,
  byImpi: ReadonlyMap<Impi, readonly Held[]>,
): string[] {
  if (outcome.kind === 'prolonged') {
    const held = byId.get(outcome.assignment.assignmentId);
    if (held === undefined) return [`${outcome.assignment.assignmentId} was prolonged and never assigned`];
    held.until = Math.max(held.until, outcome.assignment.reassignableAt);
  }
  if (command.type === 'Indicate' && outcome.kind === 'indicated' && outcome.answer.effect !== 'ignored') {
    const { impi, generation } = command;
    const held = byImpi.get(impi)?.find(({ assignment }) => assignment.generation === generation);
    const freedAt = outcome.answer.reassignableAt;
    if (held === undefined || freedAt === null)
      return [`generation ${String(generation)} of ${impi} was freed and never lent`];
    held.freedAt = Math.min(held.freedAt ?? freedAt, freedAt);
    // At this very instant it was that holder's; what is only scheduled can be overtaken.
    if (outcome.answer.effect !== 'reassignable') return [];
    const next = byImpi
      .get(impi)
      ?.find(({ assignment }) => assignment.generation > generation && assignment.assignedAt < freedAt);
    if (next !== undefined) {
      return [
        `word of generation ${String(generation)} of ${impi} freed it from ${next.assignment.assignmentId}, a later holder`,
      ];
    }
  }
  return [];
}

/** @param lendings of one identity */
function faultsOfTurns(lendings: readonly Held[], quarantineMs: number): string[] {
  const found: string[] = [];
  const inTurn = [...lendings].sort((a, b) => a.assignment.generation - b.assignment.generation);
  inTurn.forEach((held, index) => {
    const { assignmentId, impi, generation, assignedAt } = held.assignment;
    if (generation !== index + 1) {
      found.push(
        `${assignmentId} has generation ${String(generation)} of ${impi}, lent for the ${String(index + 1)}. time`,
      );
    }
    const before = inTurn[index - 1];
    if (before === undefined || (held.person !== undefined && held.person === before.person)) return;
    const free = (before.freedAt ?? before.until) + quarantineMs;
    if (assignedAt >= free) return;
    const [from, until] = [new Date(assignedAt).toISOString(), toIso(free as never)];
    found.push(
      `${impi} was lent as ${assignmentId} at ${from}; ${before.assignment.assignmentId} has it until ${until}`,
    );
  });
  return found;
}
