import type { IdentifiedCommand, Outcome, OutcomeOf } from '@allocator/domain';
import { outcomeOf } from '@allocator/domain';
import type { Span } from '@allocator/runtime';
import type { LaneMetrics } from './lane-metrics.js';

/** The command was not decided, or its commit is unknown. It can be sent again under the same id. */
export interface NotDecided {
  readonly kind: 'not-decided';
  readonly error: unknown;
}

/** The result of one submitted command. */
export type Answer<C extends IdentifiedCommand = IdentifiedCommand> = OutcomeOf<C> | NotDecided;

/**
 * `limited`: the caller waits for the answer and gives up after some time. `endless`: the command waits until it is decided, as
 * commands from Kafka do.
 */
export type Patience = 'limited' | 'endless';

/**
 * Commands that were submitted together, in whatever lanes and batches they are decided, with their answers in the order of the
 * commands. One promise for all of them: a promise for each costs more than deciding the command.
 */
export class Submission<C extends IdentifiedCommand = IdentifiedCommand> {
  readonly answered: Promise<readonly Answer<C>[]>;
  /** When it was submitted, in milliseconds of the monotonic clock. */
  readonly sinceMs = performance.now();
  private readonly answers: Answer<C>[];
  private missing: number;
  private resolve: ((answers: readonly Answer<C>[]) => void) | undefined;

  constructor(
    private readonly commands: readonly C[],
    readonly patience: Patience,
    private readonly metrics: LaneMetrics,
    readonly request?: Span,
  ) {
    this.missing = commands.length;
    this.answers = new Array<Answer<C>>(this.missing);
    this.answered = new Promise((resolve) => {
      this.resolve = resolve;
    });
    if (this.missing === 0) this.resolve?.(this.answers);
  }

  /** Must be called once for each command. */
  answer(index: number, answer: Outcome | NotDecided): void {
    const command = this.commands[index];
    if (command === undefined) throw new RangeError(`the submission has no command ${String(index)}`);
    this.answers[index] = answer.kind === 'not-decided' ? answer : outcomeOf<C>(command, answer);
    if (--this.missing > 0) return;
    this.metrics.answered(this.commands, this.answers, this.sinceMs);
    this.resolve?.(this.answers);
  }
}
