import { SharedReading } from '@allocator/runtime';
import type { InstallationFigures, LaneFigures, PoolFigures } from '../ports/installation-figures.js';

/** How long figures are used again: several scrapers, or scrapes at short intervals, cost the database no more. */
const keptMs = 5_000;
/** Below the shortest scrape timeout that is usual, so that a slow database costs a scrape these figures alone. */
const answerMsMax = 2_000;

/** Figures that several metrics are read from: one statement of each kind at a time, however many ask. */
export interface SharedFigures {
  readonly pools: SharedReading<PoolFigures>;
  readonly lanes: SharedReading<readonly LaneFigures[]>;
}

/** @param poolsMax largest number of pools that have figures of their own */
export function shareFigures(figures: InstallationFigures, poolsMax: number): SharedFigures {
  const times = { keptMs, answerMsMax };
  return {
    pools: new SharedReading(() => figures.pools(poolsMax), times),
    lanes: new SharedReading(() => figures.lanes(), times),
  };
}
