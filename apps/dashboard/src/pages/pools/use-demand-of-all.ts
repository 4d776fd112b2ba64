import { useQuery, useQueryClient } from '@tanstack/react-query';
import { refusedIn } from '../../demand/activity-minutes.js';
import { demandEveryMs } from '../../demand/use-activity.js';
import { useService } from '../../service/use-service.js';
import type { PoolDemand } from './pool-demand.js';
import type { PoolRow } from './pool-row.js';

interface DemandOfAll {
  readonly known: ReadonlyMap<string, PoolDemand>;
  readonly isLoading: boolean;
}

const none: ReadonlyMap<string, PoolDemand> = new Map();
/** Pools whose last hour is read for a sorting; those beyond it are sorted last. */
const poolsMax = 1_000;

/**
 * The last hour of all shown pools, read only while they are sorted by it. The service has no answer about many pools, and the
 * rows in view read their own.
 */
export function useDemandOfAll(pools: readonly PoolRow[], sortedBy: string): DemandOfAll {
  const service = useService();
  const queries = useQueryClient();
  const ids = pools.slice(0, poolsMax).map(({ poolId }) => poolId);
  const column = sortedBy === 'refusals' || sortedBy === 'exhaustion' ? sortedBy : undefined;
  const { data, isFetching } = useQuery({
    queryKey: ['demand of all', column, ids],
    queryFn: async ({ signal }) => {
      const entries = ids.map(async (poolId): Promise<readonly [string, PoolDemand]> => {
        const params = { poolId };
        const path = column === 'refusals' ? '/v1/pools/{poolId}/activity' : '/v1/analytics/pools/{poolId}/forecast';
        const answer = await queries.query({
          queryKey: [path, params, {}],
          queryFn: () => service.get(path, { params, signal }),
          staleTime: demandEveryMs,
        });
        return [
          poolId,
          'minutes' in answer
            ? { refused: refusedIn(answer.minutes) }
            : { secondsToExhaustion: answer.assignable === 0 ? 0 : answer.secondsToExhaustion },
        ];
      });
      return new Map(await Promise.all(entries));
    },
    staleTime: demandEveryMs,
    refetchInterval: 2 * demandEveryMs,
    placeholderData: (shown, from) => (from?.queryKey[1] === column ? shown : undefined),
    enabled: column !== undefined,
  });
  return { known: data ?? none, isLoading: isFetching && data === undefined };
}
