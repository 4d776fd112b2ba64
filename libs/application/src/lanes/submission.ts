import type { Outcome } from '@allocator/domain';

/** Nothing is known to have been decided, for the reason that the error tells: the command may be sent again. */
export interface NotDecided {
  readonly kind: 'not-decided';
  readonly error: unknown;
}

/** What became of one submitted command. */
export type Answer = Outcome | NotDecided;

/** `limited`: somebody waits for the answer, and gives up. `endless`: what was sent waits until it is decided (Kafka's commands). */
export type Patience = 'limited' | 'endless';

/**
 * Commands that came together, whatever lanes and batches they end up in, and their answers in the order of the commands.
 * One promise for all of them: one for each costs more than deciding the command does.
 */
export class Submission {
  readonly answered: Promise<readonly Answer[]>;
  private readonly answers: Answer[];
  private missing: number;
  private resolve: ((answers: readonly Answer[]) => void) | undefined;

  constructor(
    count: number,
    readonly patience: Patience = 'limited',
  ) {
    this.answers = new Array<Answer>(count);
    this.missing = count;
    this.answered = new Promise((resolve) => {
      this.resolve = resolve;
    });
    if (count === 0) this.resolve?.(this.answers);
  }

  /** Once for each command. */
  answer(index: number, answer: Answer): void {
    this.answers[index] = answer;
    if (--this.missing === 0) this.resolve?.(this.answers);
  }
}
