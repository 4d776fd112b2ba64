import type { Scenario } from '../scenario.js';
import { batch, startBatch } from './batch.js';
import { single, startSingle } from './single.js';

/** What it costs that the service counts and times what it does, and that somebody reads it. */
const withMetrics = 'whose metrics are scraped each second';

export const singleMetrics: Scenario = {
  ...single,
  name: 'single-metrics',
  does: `as single, by a service ${withMetrics}`,
  start: (round) => startSingle(round, { hasMetrics: true }),
};

export const batchMetrics: Scenario = {
  ...batch,
  name: 'batch-metrics',
  does: `as batch, by a service ${withMetrics}`,
  start: (round) => startBatch(round, { hasMetrics: true }),
};
