import type { Metrics } from '@allocator/runtime';
import type { SharedFigures } from './share-figures.js';

/** Read with the figures of the installation, but each process has a clock of its own. */
export function declareClockDifference(metrics: Metrics, { lanes }: Pick<SharedFigures, 'lanes'>): void {
  metrics.gauge(
    {
      name: 'allocator_clock_difference_seconds',
      help: "The database's clock less that of this process: the smallest difference that explains what both have shown. On Citus the largest of all servers.",
    },
    async () => {
      const differences = (await lanes.get()).map(({ clockDifferenceMs }) => clockDifferenceMs);
      const [largest = 0] = differences.sort((a, b) => Math.abs(b) - Math.abs(a));
      return [{ value: largest / 1_000, labels: {} }];
    },
  );
}
