import type { Defect } from './defects.js';
import type { History } from './history.js';
import { type Run, runHistory } from './run-seed.js';
import { shortestHistory } from './shortest-history.js';

/** Runs the shortest history it can find that still fails. */
export function shrink(history: History, defect?: Defect): Promise<Run> {
  return shortestHistory(history, (shorter) => runHistory(shorter, defect));
}
