import { batchItem } from '@allocator/application';
import type { Assignment, CommandItem, Expiry, Instant, Outcome } from '@allocator/domain';
import { alice, assign } from '../builders.js';
import type { Answered } from './audit.js';
import { commandOfStep } from './command-of-step.js';
import type { CommandStep } from './history.js';
import { poolIdOf } from './simulated-pools.js';

/** A command that a client has sent, and may send again. */
export interface Sent {
  readonly pool: number;
  readonly item: CommandItem;
  isAnswered: boolean;
}

/** The clients of the service: what they have sent, what they were answered, and what they last saw of their leases. */
export class ApiClients {
  readonly answered: Answered[] = [];
  private readonly sent: Sent[] = [];
  /** As answered, latest first. */
  private leases: readonly Assignment[] = [];
  private seen: readonly Assignment[] = [];

  constructor(private readonly now: () => Instant) {}

  /** @param first the number of the first command */
  compose(pool: number, first: number, commands: readonly CommandStep[]): readonly Sent[] {
    const sent = commands.map((step, index) => {
      const seen = 'lease' in step ? this.leaseSeen(pool, step.lease) : undefined;
      const command = commandOfStep(step, first + index, { pool, seen, now: this.now() });
      return { pool, item: batchItem(command), isAnswered: false };
    });
    this.sent.push(...sent);
    return sent;
  }

  /** The nth last command, or another one under its id; undefined where there are not so many. */
  composeAgain(nth: number, isAnother: boolean): Sent | undefined {
    const before = this.sent.at(-1 - nth);
    if (before === undefined || !isAnother) return before;
    const { pool } = before;
    const { commandId } = before.item.command;
    const command = assign(0, { commandId, poolId: poolIdOf(pool), subject: alice('another-user') });
    const sent = { pool, item: batchItem(command), isAnswered: false };
    this.sent.push(sent);
    return sent;
  }

  receive(sent: readonly Sent[], outcomes: readonly (Outcome | Expiry)[]): void {
    sent.forEach((one, index) => {
      const outcome = outcomes[index] as Outcome;
      const { command } = one.item;
      const wasAnswered = one.isAnswered;
      one.isAnswered = true;
      this.answered.push({ commandId: command.commandId, content: JSON.stringify(command), command, outcome });
      if (outcome.kind === 'assigned' && !wasAnswered) this.leases = [outcome.assignment, ...this.leases];
      if (outcome.kind === 'prolonged') this.leases = this.leases.map((known) => newer(known, outcome.assignment));
    });
  }

  /** From now on they act on what has been answered up to now. */
  look(): void {
    this.seen = this.leases;
  }

  sentTo(pool: number): readonly Sent[] {
    return this.sent.filter((sent) => sent.pool === pool);
  }

  /** What was answered in the lane of the pool. */
  answeredOf(pool: number): readonly Answered[] {
    const ids = new Set(this.sentTo(pool).map(({ item }) => item.command.commandId));
    return this.answered.filter(({ commandId }) => ids.has(commandId));
  }

  /** Equal for clients that continue equally. */
  state(): readonly unknown[] {
    const answers = new Set(this.answered.map(({ commandId, outcome }) => `${commandId} ${outcome.kind}`));
    return [
      [...answers].sort(),
      this.seen.map(({ assignmentId }) => assignmentId),
      this.sent.map(({ item }) => item.command.commandId),
    ];
  }

  private leaseSeen(pool: number, nth: number): Assignment | undefined {
    return this.seen.filter(({ poolId }) => poolId === poolIdOf(pool))[nth];
  }
}

/** Of two answers about one assignment the one with the newer token. */
function newer(known: Assignment, answer: Assignment): Assignment {
  const isNewer = answer.assignmentId === known.assignmentId && answer.tokenSequence > known.tokenSequence;
  return isNewer ? answer : known;
}
