import { StoreUnavailableError } from './store-unavailable-error.js';

/**
 * The database's clock and this process's are further apart than they may be: one of them is wrong, and a lease that begins or ends
 * by the wrong one is not safe (P5). Nothing was decided.
 */
export class ClockDiffersError extends StoreUnavailableError {
  override readonly name = 'ClockDiffersError';
  constructor(readonly differenceMs: number) {
    super({ cause: undefined }, `the database's clock is ${String(differenceMs)} ms from this process's`);
  }
}
