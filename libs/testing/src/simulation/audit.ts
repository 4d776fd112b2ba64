import type { Assignment, Command, Impi, Indicate, Outcome, Subject } from '@allocator/domain';
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
  /** The newest token's number, and the latest end of any. */
  tokens: number;
  tokensEndAt: number;
  revokedAt: number | undefined;
  freedAt: number | undefined;
}

/** The shortest times that were ever in force. */
export interface LeastTimes {
  readonly quarantineMs: number;
  readonly guardMs: number;
}

/**
 * The naive truth: who may think to hold what until when, from the answers alone. It knows nothing of events, of decide or of
 * evolve, and could be told to a person: an identity goes on to the next holder when the bound of the one before is past, or
 * when the eP-CSCF has shown that very lending to be over, and each lending has the next generation.
 * @param answered every answer that was given; every command that was carried out has been answered
 * @returns a sentence for each thing that cannot be
 */
export function audit(answered: readonly Answered[], least: LeastTimes): readonly string[] {
  const once = [...new Map(answered.map((answer) => [`${answer.commandId} ${answer.content}`, answer])).values()];
  const found: string[] = [];
  const byImpi = new Map<Impi, Held[]>();
  const byId = new Map<string, Held>();
  for (const { command, outcome } of once) {
    if (command.type !== 'Assign' || outcome.kind !== 'assigned') continue;
    const { assignment } = outcome;
    const held = heldFrom(assignment, personOf(command.subject));
    if (byId.has(assignment.assignmentId)) found.push(`${assignment.assignmentId} was given to two commands`);
    byId.set(assignment.assignmentId, held);
    byImpi.set(assignment.impi, [...(byImpi.get(assignment.impi) ?? []), held]);
  }
  for (const { command, outcome } of once) found.push(...learn(command, outcome, byId, byImpi));
  // Behind all answers: a token of one that came late was issued before the identity was freed all the same.
  for (const { command, outcome } of once) found.push(...faultsOfFreeing(command, outcome, byImpi, least.guardMs));
  for (const lendings of byImpi.values()) found.push(...faultsOfTurns(lendings, least.quarantineMs));
  return found;
}

function heldFrom(assignment: Assignment, person: string | undefined): Held {
  const { reassignableAt: until, tokenExpiresAt: tokensEndAt } = assignment;
  return { assignment, person, until, tokens: 1, tokensEndAt, revokedAt: undefined, freedAt: undefined };
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
    const { assignmentId, reassignableAt, tokenSequence, tokenExpiresAt } = outcome.assignment;
    const held = byId.get(assignmentId);
    if (held === undefined) return [`${assignmentId} was prolonged and never assigned`];
    held.until = Math.max(held.until, reassignableAt);
    held.tokens = Math.max(held.tokens, tokenSequence);
    held.tokensEndAt = Math.max(held.tokensEndAt, tokenExpiresAt);
  }
  if (command.type === 'Revoke' && outcome.kind === 'stock-changed') {
    const { impi, generation } = outcome.identity;
    const held = byImpi.get(impi)?.find(({ assignment }) => assignment.generation === generation);
    if (held !== undefined) held.revokedAt = Math.min(held.revokedAt ?? outcome.at, outcome.at);
  }
  return [];
}

/** What must not be about an identity that an indication has freed. */
function faultsOfFreeing(
  command: Command,
  outcome: Outcome,
  byImpi: ReadonlyMap<Impi, readonly Held[]>,
  guardMs: number,
): string[] {
  if (command.type !== 'Indicate' || outcome.kind !== 'indicated' || outcome.answer.effect === 'ignored') return [];
  const { impi, generation } = command;
  const held = byImpi.get(impi)?.find(({ assignment }) => assignment.generation === generation);
  const freedAt = outcome.answer.reassignableAt;
  if (held === undefined || freedAt === null) {
    return [`generation ${String(generation)} of ${impi} was freed and never lent`];
  }
  held.freedAt = Math.min(held.freedAt ?? freedAt, freedAt);
  // At this very instant it was that holder's.
  const next = byImpi
    .get(impi)
    ?.find(({ assignment }) => assignment.generation > generation && assignment.assignedAt < freedAt);
  if (next !== undefined) {
    return [
      `word of generation ${String(generation)} of ${impi} freed it from ${next.assignment.assignmentId}, a later holder`,
    ];
  }
  const missing = missingFrom(command, held, freedAt, guardMs);
  return missing === undefined ? [] : [`${held.assignment.assignmentId} was freed: ${missing}`];
}

/** What the eP-CSCF would have had to say besides, by the table of early freeing; undefined where it has said enough. */
function missingFrom(
  { contactsRemaining = 0, tokenRefused, tokenSequence = 1, indicatedAt }: Indicate,
  { tokens, tokensEndAt, revokedAt }: Held,
  freedAt: number,
  guardMs: number,
): string | undefined {
  if (contactsRemaining > 0) return `${String(contactsRemaining)} contacts were left`;
  if (revokedAt !== undefined && revokedAt < freedAt) return 'the operator had revoked it';
  if (tokenRefused) {
    return tokenSequence === tokens ? undefined : `token ${String(tokenSequence)} of ${String(tokens)} was refused`;
  }
  if (indicatedAt === undefined) return 'nobody says when it was looked at';
  return indicatedAt >= tokensEndAt + guardMs ? undefined : 'a token was alive when it was looked at';
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
