import { useMemo } from 'react';
import { demandEveryMs } from '../../demand/use-activity.js';
import { useWholeList } from '../../service/use-whole-list.js';
import type { PoolRow } from './pool-row.js';

/** Of the last hour. */
export type PoolDemand = NonNullable<PoolRow['demand']>;

/** The demand of all pools, by pool: read apart from their counts, because it changes by the minute. Empty until it is read. */
export function usePoolDemands(): ReadonlyMap<string, PoolDemand> {
  const { data } = useWholeList('/v1/pools', { query: { demand: true }, everyMs: demandEveryMs });
  return useMemo(
    () =>
      new Map(data?.items.flatMap(({ poolId, demand }) => (demand === undefined ? [] : [[poolId, demand] as const]))),
    [data],
  );
}
