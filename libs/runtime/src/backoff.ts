/** Bounds of the pause after a failure. */
interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** Returns a number from 0 to 1. Default `Math.random`; tests give their own. */
  readonly random?: () => number;
}

/**
 * Pauses that double with each failure, up to a maximum. Each is random between half and all of its length, so that processes do not
 * retry at the same moment.
 */
export class Backoff {
  private failures = 0;
  private readonly random: () => number;

  constructor(private readonly options: BackoffOptions) {
    this.random = options.random ?? Math.random;
  }

  /** Call this for each failure. Returns milliseconds to pause. */
  next(): number {
    const fullMs = Math.min(this.options.minMs * 2 ** this.failures, this.options.maxMs);
    this.failures++;
    return fullMs * (0.5 + this.random() / 2);
  }

  /** Call this after a success: the next pause is the shortest again. */
  reset(): void {
    this.failures = 0;
  }
}
