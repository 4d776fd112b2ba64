/** Where work of a simulated process gives way: it goes on when the scheduler says so, or never. */
export type Pause = (at: string) => Promise<void>;

/** Work that runs from one pause to the next and stands still between them. Left alone, it has crashed. */
export class Task {
  /** Where it stands. */
  at = 'begin';
  isDone = false;
  error: unknown;
  private goOn: (() => void) | undefined;
  private arrived: () => void = () => undefined;

  constructor(private readonly work: (pause: Pause) => Promise<void>) {}

  /** Runs it up to its next pause or its end. */
  step(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve;
      if (this.goOn === undefined) void this.begin();
      else this.goOn();
    });
  }

  private async begin(): Promise<void> {
    const pause: Pause = (at) =>
      new Promise((resolve) => {
        this.at = at;
        this.goOn = resolve;
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
