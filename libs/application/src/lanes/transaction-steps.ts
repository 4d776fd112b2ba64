import type { TransactionStep } from './lane-metrics.js';

/** How long each step of a transaction took. Steps follow each other: one begins where the one before it ended. */
export class TransactionSteps {
  private readonly milliseconds = new Map<TransactionStep, number>();
  private sinceMs = performance.now();

  /** The transaction begins, or is run again. */
  begin(): void {
    this.milliseconds.clear();
    this.sinceMs = performance.now();
  }

  end(step: TransactionStep): void {
    const nowMs = performance.now();
    this.milliseconds.set(step, nowMs - this.sinceMs);
    this.sinceMs = nowMs;
  }

  /** Two steps have ended in one round trip, and the first of them took so long. */
  endBoth(first: TransactionStep, firstMs: number, second: TransactionStep): void {
    const bothMs = performance.now() - this.sinceMs;
    this.milliseconds.set(first, Math.min(firstMs, bothMs));
    this.milliseconds.set(second, Math.max(0, bothMs - firstMs));
    this.sinceMs += bothMs;
  }

  /** The steps that have ended, in milliseconds. */
  [Symbol.iterator](): IterableIterator<[TransactionStep, number]> {
    return this.milliseconds[Symbol.iterator]();
  }
}
