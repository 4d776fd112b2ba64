/**
 * Lets a bounded number go ahead at a time, first come first served. Nobody waits longer than a bounded time: one that is held
 * up must not hold up the others.
 */
export class Turns {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly countMax: number,
    private readonly waitMsMax: number,
  ) {}

  async take(): Promise<void> {
    if (this.taken < this.countMax) {
      this.taken++;
      return;
    }
    await new Promise<void>((go) => {
      const first = (): void => {
        clearTimeout(patience);
        this.taken++;
        go();
      };
      const patience = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(first), 1);
        first();
      }, this.waitMsMax);
      this.waiting.push(first);
    });
  }

  giveBack(): void {
    this.taken--;
    if (this.taken < this.countMax) this.waiting.shift()?.();
  }
}
