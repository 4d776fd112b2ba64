import './pool-columns.css';
import { isExhausted } from '../../demand/is-exhausted.js';
import { hrefTo, pathTo } from '../../routing/hash-location.js';
import type { Column } from '../../ui/data-table.js';
import { formatCount, formatShare } from '../../ui/formats.js';
import { StackedBar } from '../../ui/stacked-bar.js';
import { ExhaustionCell } from './exhaustion-cell.js';
import { type PoolRow, utilisation } from './pool-row.js';
import { RefusalsCell } from './refusals-cell.js';
import { TrendCell } from './trend-cell.js';
import type { PoolDemand } from './use-pool-demands.js';

/** @param demandOf the last hour of each pool, as far as it is read */
export function poolColumns(demandOf: ReadonlyMap<string, PoolDemand>): readonly Column<PoolRow>[] {
  return [
    {
      key: 'pool',
      title: 'Pool',
      sortKey: ({ poolId }) => poolId,
      cell: ({ poolId, wwsfId, operatorId }) => (
        <>
          <a href={hrefTo(pathTo('/pools/{poolId}', { poolId }))}>{poolId}</a>
          <div className="muted small pool-parties">
            {wwsfId} · {operatorId}
          </div>
        </>
      ),
    },
    {
      key: 'identities',
      title: 'Identities',
      number: true,
      sortKey: ({ availability }) => availability.total,
      cell: ({ availability }) => formatCount(availability.total),
    },
    {
      key: 'states',
      title: 'By state',
      wide: true,
      cell: ({ poolId, availability }) => <StackedBar label={`Identities of ${poolId}`} counts={availability} />,
    },
    {
      key: 'assignable',
      title: 'Assignable',
      number: true,
      sortKey: ({ availability }) => availability.assignable,
      cell: ({ availability }) => formatCount(availability.assignable),
    },
    {
      key: 'utilisation',
      title: 'Utilisation',
      number: true,
      sortKey: utilisation,
      cell: (pool) => {
        const share = utilisation(pool);
        return share === null ? '–' : formatShare(share);
      },
    },
    {
      key: 'exhaustion',
      title: 'Exhausted in',
      number: true,
      sortKey: (pool) =>
        isExhausted(pool.availability) ? 0 : (demandOf.get(pool.poolId)?.secondsToExhaustion ?? null),
      cell: (pool) => <ExhaustionCell pool={pool} demand={demandOf.get(pool.poolId)} />,
    },
    {
      key: 'refusals',
      title: 'Refused, 1 h',
      number: true,
      sortKey: ({ poolId }) => demandOf.get(poolId)?.refused ?? null,
      cell: ({ poolId }) => <RefusalsCell demand={demandOf.get(poolId)} />,
    },
    {
      key: 'trend',
      title: 'Assigned a minute, 1 h',
      cell: ({ poolId }) => <TrendCell poolId={poolId} />,
    },
  ];
}
