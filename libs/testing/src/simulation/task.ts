/** Where the work of a simulated process gives way. It continues when the scheduler of tasks chooses it, or never. */
export type Pause = (at: string) => Promise<void>;

/** For work that runs alone. */
export async function noPause(): Promise<void> {
  // Continues immediately.
}

/** Work that runs from one pause to the next and stands still between them. A task that is not run again has crashed. */
export class Task {
  /** Where it stands. */
  at = 'begin';
  isDone = false;
  error: unknown;
  private resume: (() => void) | undefined;
  private arrived: () => void = () => undefined;

  constructor(private readonly work: (pause: Pause) => Promise<void>) {}

  /** Runs it up to its next pause or its end. */
  step(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve;
      if (this.resume === undefined) void this.begin();
      else this.resume();
    });
  }

  private async begin(): Promise<void> {
    const pause: Pause = (at) =>
      new Promise((resolve) => {
        this.at = at;
        this.resume = resolve;
        this.arrived();
      });
    try {
      await this.work(pause);
    } catch (error) {
      this.error = error;
    }
    this.isDone = true;
    this.at = 'end';
    this.arrived();
  }
}
