import { StoreUnavailableError } from './store-unavailable-error.js';

/**
 * The clocks of the database and of this process differ by more than the tolerance: one of them is wrong, and a lease that begins or
 * ends by it is not safe (P5). Nothing was decided.
 */
export class ClockDiffersError extends StoreUnavailableError {
  override readonly name = 'ClockDiffersError';
  constructor(readonly differenceMs: number) {
    super({ cause: undefined }, `the database's clock is ${String(differenceMs)} ms from this process's`);
  }
}
