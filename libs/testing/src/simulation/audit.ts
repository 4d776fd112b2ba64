import type { Assignment, Command, Impi, Indicate, Instant, Outcome, Subject } from '@allocator/domain';
import { referenceOf, toIso } from '@allocator/domain';
import type { Acknowledgement } from '../checkers/check-one-answer.js';

/** An answer and its command. */
export interface Answered extends Acknowledgement {
  readonly command: Command;
}

/** A lease as its client knows it. */
interface Held {
  readonly assignment: Assignment;
  /** Undefined for an anonymous subject, which cannot be recognised. */
  readonly subject: string | undefined;
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
 * Checks the promises from the answers alone, as an auditor without access to the database would: who may believe to hold
 * which identity until when. It uses neither events nor decide nor evolve. An identity goes to its next holder when the bound
 * of the lease before is past, or when the eP-CSCF has proved that very lease to be over; each lease has the next generation.
 * @param answered every answer that was given; every command that was carried out has been answered
 * @returns a sentence for each contradiction
 */
export function audit(answered: readonly Answered[], least: LeastTimes): readonly string[] {
  const once = [...new Map(answered.map((answer) => [`${answer.commandId} ${answer.content}`, answer])).values()];
  const found: string[] = [];
  const byImpi = new Map<Impi, Held[]>();
  const byId = new Map<string, Held>();
  for (const { command, outcome } of once) {
    if (command.type !== 'Assign' || outcome.kind !== 'assigned') continue;
    const { assignment } = outcome;
    const held = heldFrom(assignment, recognisable(command.subject));
    if (byId.has(assignment.assignmentId))
      found.push(`${assignment.assignmentId} was the answer to two different commands`);
    byId.set(assignment.assignmentId, held);
    byImpi.set(assignment.impi, [...(byImpi.get(assignment.impi) ?? []), held]);
  }
  for (const { command, outcome } of once) found.push(...learn(command, outcome, byId, byImpi));
  // After all answers are known: a token whose answer arrived late was issued before the identity was freed.
  for (const { command, outcome } of once) found.push(...faultsOfFreeing(command, outcome, byImpi, least.guardMs));
  for (const leases of byImpi.values()) found.push(...faultsOfTurns(leases, least.quarantineMs));
  return found;
}

function heldFrom(assignment: Assignment, subject: string | undefined): Held {
  const { reassignableAt: until, tokenExpiresAt: tokensEndAt } = assignment;
  return { assignment, subject, until, tokens: 1, tokensEndAt, revokedAt: undefined, freedAt: undefined };
}

function recognisable(subject: Subject): string | undefined {
  return subject.kind === 'authenticated' ? referenceOf(subject) : undefined;
}

/** Applies what a later answer says about the end of a lease. */
function learn(
  command: Command,
  outcome: Outcome,
  byId: ReadonlyMap<string, Held>,
  byImpi: ReadonlyMap<Impi, readonly Held[]>,
): string[] {
  if (outcome.kind === 'prolonged') {
    const { assignmentId, reassignableAt, tokenSequence, tokenExpiresAt } = outcome.assignment;
    const held = byId.get(assignmentId);
    if (held === undefined) return [`${assignmentId} was prolonged without having been assigned`];
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

/** Checks an indication that freed an identity. */
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
  if (held === undefined) {
    return [`generation ${String(generation)} of ${impi} was freed without having been assigned`];
  }
  held.freedAt = Math.min(held.freedAt ?? freedAt, freedAt);
  // An assignment at the instant of freeing follows from it.
  const next = byImpi
    .get(impi)
    ?.find(({ assignment }) => assignment.generation > generation && assignment.assignedAt < freedAt);
  if (next !== undefined) {
    return [
      `an indication of generation ${String(generation)} of ${impi} freed it from ${next.assignment.assignmentId}, a later holder`,
    ];
  }
  const missing = missingFrom(command, held, freedAt, guardMs);
  return missing === undefined ? [] : [`${held.assignment.assignmentId} was freed: ${missing}`];
}

/** What the indication lacks to free the identity (docs/adr/0034); undefined where it lacks nothing. */
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
  if (indicatedAt === undefined) return 'the indication has no date';
  return indicatedAt >= tokensEndAt + guardMs ? undefined : 'a token was alive when the eP-CSCF looked';
}

/** @param leases of one identity */
function faultsOfTurns(leases: readonly Held[], quarantineMs: number): string[] {
  const found: string[] = [];
  const inTurn = [...leases].sort((a, b) => a.assignment.generation - b.assignment.generation);
  inTurn.forEach((held, index) => {
    const { assignmentId, impi, generation, assignedAt } = held.assignment;
    if (generation !== index + 1) {
      found.push(`${assignmentId} has generation ${String(generation)} of ${impi}, expected ${String(index + 1)}`);
    }
    const before = inTurn[index - 1];
    if (before === undefined || (held.subject !== undefined && held.subject === before.subject)) return;
    const free = ((before.freedAt ?? before.until) + quarantineMs) as Instant;
    if (assignedAt >= free) return;
    const [from, until] = [toIso(assignedAt), toIso(free)];
    found.push(
      `${impi} was assigned as ${assignmentId} at ${from}, but ${before.assignment.assignmentId} holds it until ${until}`,
    );
  });
  return found;
}
