import { useMemo } from 'react';
import type { PageProps } from '../../routing/page-props.js';
import { useWholeList } from '../../service/use-whole-list.js';
import { readersOf } from '../../session/readers-of.js';
import { useMay } from '../../session/use-may.js';
import { DataTable } from '../../ui/data-table.js';
import { EmptyState } from '../../ui/empty-state.js';
import { ErrorState } from '../../ui/error-state.js';
import { formatCount } from '../../ui/formats.js';
import { Loading } from '../../ui/loading.js';
import { PageLayout } from '../../ui/page-layout.js';
import { Panel } from '../../ui/panel.js';
import type { Sorting } from '../../ui/sorting.js';
import { StackedBarLegend } from '../../ui/stacked-bar.js';
import { poolColumns } from './pool-columns.js';
import { PoolFilters, filterOf } from './pool-filters.js';
import { type PoolRow, filteredPools, sumOfPools } from './pool-row.js';
import { PoolSums } from './pool-sums.js';
import { usePoolDemands } from './use-pool-demands.js';

const poolsEveryMs = 5_000;
/** Rows at a time: more than a reader compares. */
const rowsMax = 200;
const firstSorting: Sorting = { column: 'pool', direction: 'ascending' };

/** All pools that the user may see: a line each, with how full it is and how long it lasts. */
export function PoolsPage({ search }: PageProps) {
  const { data, error, refetch } = useWholeList('/v1/pools', { everyMs: poolsEveryMs });
  const mayForecast = useMay(...readersOf['/v1/analytics/pools/{poolId}/forecast']);
  return (
    <PageLayout
      title="Pools"
      intro={`How full each pool of identities is, and ${mayForecast ? 'how long it lasts at the present rate' : 'its refusals'}.`}
    >
      {data !== undefined ? (
        <ListedPools pools={data.items} isCut={data.isCut} mayForecast={mayForecast} search={search} />
      ) : error !== null ? (
        <ErrorState title="Could not load the pools" error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading what="the pools" lines={12} />
      )}
    </PageLayout>
  );
}

interface ListedPoolsProps {
  readonly pools: readonly PoolRow[];
  /** More pools exist. */
  readonly isCut: boolean;
  readonly mayForecast: boolean;
  readonly search: URLSearchParams;
}

function ListedPools({ pools, isCut, mayForecast, search }: ListedPoolsProps) {
  const { text, supply } = filterOf(search);
  const shown = useMemo(() => filteredPools(pools, { text, supply }), [pools, text, supply]);
  const demands = usePoolDemands();
  const columns = useMemo(() => {
    const all = poolColumns(demands);
    return mayForecast ? all : all.filter(({ key }) => key !== 'exhaustion');
  }, [demands, mayForecast]);
  return (
    <>
      <PoolSums pools={pools} />
      <Panel title="Identities by pool" actions={<StackedBarLegend counts={sumOfPools(shown)} />} flush>
        <PoolFilters filter={{ text, supply }} />
        <div>
          <DataTable
            caption="Pools"
            cards
            rows={shown}
            rowKey={({ poolId }) => poolId}
            columns={columns}
            sortedBy={firstSorting}
            rowsMax={rowsMax}
            empty={
              pools.length === 0 ? (
                <EmptyState title="No pools">
                  An IMS operator creates a pool under an agreement: PUT /v1/pools/{'{poolId}'}. You see those of your
                  own agreements.
                </EmptyState>
              ) : (
                <EmptyState title="No pool matches the filter">Change or clear it to see all pools.</EmptyState>
              )
            }
            foot={
              <span className="muted" aria-live="polite">
                {formatCount(shown.length)} of {formatCount(pools.length)} pools
                {isCut && ' (the list ends here: more exist)'}
              </span>
            }
          />
        </div>
      </Panel>
    </>
  );
}
