interface Waiting {
  /** Asked when a turn is given back: it may have become so meanwhile. */
  readonly isUrgent: () => boolean;
  readonly go: () => void;
}

/**
 * Lets a bounded number go ahead at a time, first come first served. Who is urgent does not wait; who has become so while waiting
 * has the next turn. Nobody waits longer than a bounded time: one that is held up must not hold up the others.
 */
export class Turns {
  private taken = 0;
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly countMax: number,
    private readonly waitMsMax: number,
  ) {}

  async take(isUrgent: () => boolean = () => false): Promise<void> {
    if (this.taken < this.countMax || isUrgent()) {
      this.taken++;
      return;
    }
    await new Promise<void>((resolve) => {
      const patience = setTimeout(() => this.letGo(waiting), this.waitMsMax);
      const go = (): void => {
        clearTimeout(patience);
        resolve();
      };
      const waiting = { isUrgent, go };
      this.waiting.push(waiting);
    });
  }

  giveBack(): void {
    this.taken--;
    if (this.taken >= this.countMax) return;
    const next = this.waiting.find(({ isUrgent }) => isUrgent()) ?? this.waiting[0];
    if (next !== undefined) this.letGo(next);
  }

  private letGo(waiting: Waiting): void {
    this.waiting.splice(this.waiting.indexOf(waiting), 1);
    this.taken++;
    waiting.go();
  }
}
