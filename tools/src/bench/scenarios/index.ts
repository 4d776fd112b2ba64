import type { Scenario } from '../scenario.js';
import { baseline } from './baseline.js';
import { batch } from './batch.js';
import { batcher } from './batcher.js';
import { limit } from './limit.js';
import { single } from './single.js';

/** In the order in which each round goes through them. */
export const scenarios: readonly Scenario[] = [limit, baseline, batcher, batch, single];

/** What a rate is worth, told by another of the same run: `above` divided by `below`. */
export interface Ratio {
  readonly above: string;
  readonly below: string;
  /** What the project demands of it, if anything. */
  readonly atLeast?: number;
}

export const ratios: readonly Ratio[] = [
  { above: 'batch', below: 'limit' },
  { above: 'batch', below: 'baseline', atLeast: 8 },
  { above: 'single', below: 'baseline' },
  { above: 'batcher', below: 'limit' },
  { above: 'batch', below: 'batcher' },
];
