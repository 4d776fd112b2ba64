/** What the rows are sorted by besides the list itself. */
export interface PoolDemand {
  /** Requests that were refused in the last hour. */
  readonly refused?: number;
  /** At the present rate; null if the pool does not shrink. */
  readonly secondsToExhaustion?: number | null;
}
