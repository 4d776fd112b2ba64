import type { Lane } from '@allocator/domain';
import type { Pool, QueryResultRow } from 'pg';
import type { LaneWise } from '../sql/lane-wise.js';
import { isOnCitus } from './is-on-citus.js';
import { ask } from './run.js';

/**
 * Asks about items of several lanes: by one statement, or on Citus by one for each lane. The answers are in no order.
 * @param valuesOf from $2 on
 */
export async function askInLanes<
  R extends QueryResultRow,
  Item extends { readonly lane: Lane } = { readonly lane: Lane },
>(
  pool: Pool,
  statement: LaneWise,
  items: readonly Item[],
  valuesOf: (items: readonly Item[]) => readonly unknown[],
): Promise<R[]> {
  if (items.length === 0) return [];
  const askAbout = (some: readonly Item[]): Promise<R[]> =>
    ask<R>(pool, statement, [some.map(({ lane }) => lane), ...valuesOf(some)]);
  if (!isOnCitus(pool)) return askAbout(items);
  const lanes = [...new Set(items.map(({ lane }) => lane))];
  const rows = await Promise.all(lanes.map((lane) => askAbout(items.filter((item) => item.lane === lane))));
  return rows.flat();
}
