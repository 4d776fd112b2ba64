/** Lets at most so many tasks run at a time; the others wait, in their order. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly max: number) {}

  async take<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.running === this.max) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running--;
      // The turn passes on.
      else next();
    }
  }
}
