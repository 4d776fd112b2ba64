/** A fault in a lane's history, and its place. */
export interface Violation {
  readonly lane: number;
  /** Of the faulty event; one more than the last position where events are missing at the end. */
  readonly position: number;
  /** What is wrong, for the reader of a failed test. */
  readonly sentence: string;
}

/** Collects the violations of one lane. */
export class Violations {
  readonly found: Violation[] = [];

  constructor(private readonly lane: number) {}

  add(position: number, sentence: string): void {
    this.found.push({ lane: this.lane, position, sentence });
  }
}
