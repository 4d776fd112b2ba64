/** What a checker has found wrong with a lane's history, and where. */
export interface Violation {
  readonly lane: number;
  /** Position of the event that is wrong; one more than the last where something is missing at the end. */
  readonly position: number;
  /** For a person to read. */
  readonly sentence: string;
}

/** Collects what is wrong with one lane. */
export class Violations {
  readonly found: Violation[] = [];

  constructor(private readonly lane: number) {}

  add(position: number, sentence: string): void {
    this.found.push({ lane: this.lane, position, sentence });
  }
}
