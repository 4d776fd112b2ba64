export const minuteMs = 60_000;

/** Something that acts by itself at a certain time. */
export interface Source {
  /** When it acts next, in true time; undefined where it does not. */
  nextAt(): number | undefined;
  act(at: number): Promise<void>;
}

/** True time in milliseconds, and everything that is scheduled, in order. */
export class TrueClock implements Source {
  private scheduled: { readonly at: number; readonly run: () => Promise<void> }[] = [];

  /** @param now its first instant */
  constructor(public now: number) {}

  schedule(at: number, run: () => Promise<void>): void {
    this.scheduled.push({ at: Math.max(at, this.now), run });
  }

  nextAt(): number | undefined {
    return this.scheduled.length === 0 ? undefined : Math.min(...this.scheduled.map(({ at }) => at));
  }

  async act(at: number): Promise<void> {
    const due = this.scheduled.filter((one) => one.at <= at);
    this.scheduled = this.scheduled.filter((one) => one.at > at);
    for (const { run } of due) await run();
  }

  /** Moves to the instant; on the way each source acts at its time. Never moves back. */
  async advance(to: number, sources: readonly Source[]): Promise<void> {
    const all = [...sources, this];
    for (;;) {
      const times = all.map((source) => source.nextAt() ?? Infinity);
      const at = Math.min(...times);
      if (at > to) break;
      this.now = Math.max(this.now, at);
      await all[times.indexOf(at)]?.act(this.now);
    }
    this.now = Math.max(this.now, to);
  }
}
