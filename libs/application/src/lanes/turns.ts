interface Waiting {
  /** Called when another turn ends: the answer can have changed since this one began to wait. */
  readonly isUrgent: () => boolean;
  readonly begin: () => void;
}

/**
 * Limits how many turns run at the same time, first come first served. An urgent turn begins without waiting, and one that became
 * urgent while it waited is next. No turn waits longer than `waitMsMax`: one that is held up must not hold up the others.
 */
export class Turns {
  private running = 0;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly countMax: number,
    private readonly waitMsMax: number,
  ) {}

  async take(isUrgent: () => boolean = () => false): Promise<void> {
    if (this.running < this.countMax || isUrgent()) {
      this.running++;
      return;
    }
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(() => {
        this.begin(waiting);
      }, this.waitMsMax);
      const begin = (): void => {
        clearTimeout(timeout);
        resolve();
      };
      const waiting = { isUrgent, begin };
      this.waiting.push(waiting);
    });
  }

  release(): void {
    this.running--;
    if (this.running >= this.countMax) return;
    const next = this.waiting.find(({ isUrgent }) => isUrgent()) ?? this.waiting[0];
    if (next !== undefined) this.begin(next);
  }

  private begin(waiting: Waiting): void {
    this.waiting.splice(this.waiting.indexOf(waiting), 1);
    this.running++;
    waiting.begin();
  }
}
