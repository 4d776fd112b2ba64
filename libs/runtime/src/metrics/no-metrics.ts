import type { Metrics } from './metrics.js';

/** Measures nothing: for a process without metrics, and for tests. */
export const noMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  histogram: () => ({ observe: () => undefined }),
  gauge: () => undefined,
};
