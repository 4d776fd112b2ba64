export interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** Between 0 and 1; `Math.random` unless a test decides. */
  readonly random?: () => number;
}

/** Pauses that double with each failure up to a bound, each drawn from its upper half so that processes do not march in step. */
export class Backoff {
  private failures = 0;
  private readonly random: () => number;

  constructor(private readonly options: BackoffOptions) {
    this.random = options.random ?? Math.random;
  }

  /** Milliseconds to pause after one more failure. */
  next(): number {
    const fullMs = Math.min(this.options.minMs * 2 ** this.failures, this.options.maxMs);
    this.failures++;
    return fullMs * (0.5 + this.random() / 2);
  }

  reset(): void {
    this.failures = 0;
  }
}
