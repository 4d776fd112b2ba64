import type {
  AllocationQueries,
  AnalyticsQueries,
  Availability,
  PoolDemand,
  PoolFilter,
  TermsLists,
} from '@allocator/application';
import type { Instant, PoolId, PoolTerms } from '@allocator/domain';
import { secondsToExhaustion } from '@allocator/domain';
import { PostgresAnalyticsQueries, PostgresTermsLists } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { callerAs, forecastReaders } from '../../http/access/caller.js';
import { readershipOf, sees } from '../../http/access/tenancy.js';
import type { Page } from '../../http/requests/page-of.js';
import { pageOf } from '../../http/requests/page-of.js';
import { LIST_QUERIES } from '../../postgres/postgres.module.js';

export interface AvailablePool {
  readonly pool: PoolTerms;
  readonly availability: Availability;
  /** Of the last hour; undefined if it was not requested. */
  readonly demand: HourDemand | undefined;
}

interface HourDemand {
  readonly assigned: number;
  readonly refused: number;
  /** Null if the pool does not shrink; undefined if the caller may not read the pool's forecast. */
  readonly secondsToExhaustion: number | null | undefined;
}

const demandSeconds = 3_600;
const noDemands: ReadonlyMap<PoolId, PoolDemand> = new Map();

/** The pools that the caller may see, by id. */
export class PoolsQuery extends Query<Page<AvailablePool, PoolId>> {
  constructor(
    readonly caller: Caller,
    readonly filter: PoolFilter,
    readonly page: { readonly after?: PoolId | undefined; readonly limit: number },
    readonly withDemand: boolean,
  ) {
    super();
  }
}

@QueryHandler(PoolsQuery)
export class PoolsQueryHandler implements IQueryHandler<PoolsQuery> {
  constructor(
    @Inject(PostgresTermsLists) private readonly lists: TermsLists,
    @Inject(LIST_QUERIES) private readonly queries: AllocationQueries,
    @Inject(PostgresAnalyticsQueries) private readonly analytics: AnalyticsQueries,
  ) {}

  async execute({
    caller,
    filter,
    page: { after, limit },
    withDemand,
  }: PoolsQuery): Promise<Page<AvailablePool, PoolId>> {
    const found = await this.lists.pools(readershipOf(caller), filter, { after, countMax: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ poolId }) => poolId);
    const ids = items.map(({ poolId }) => poolId);
    const from = (Date.now() - demandSeconds * 1_000) as Instant;
    const [availabilities, demands] = await Promise.all([
      this.queries.availabilities(ids),
      withDemand ? this.analytics.demands(ids, from) : noDemands,
    ]);
    const forecaster = callerAs(caller, forecastReaders);
    const available = items.map((pool) => {
      const availability = availabilities.get(pool.poolId);
      if (availability === undefined) throw new Error(`pool ${pool.poolId} has no counts`);
      const isForecast = forecaster !== undefined && sees(forecaster, pool);
      return { pool, availability, demand: demandOf(demands.get(pool.poolId), availability, isForecast) };
    });
    return { items: available, next };
  }
}

/** @param isForecast whether the caller may read the pool's forecast */
function demandOf(
  observed: PoolDemand | undefined,
  { assignable }: Availability,
  isForecast: boolean,
): HourDemand | undefined {
  if (observed === undefined) return undefined;
  const { assigned, refused } = observed;
  const hour = { seconds: demandSeconds, ...observed };
  return { assigned, refused, secondsToExhaustion: isForecast ? secondsToExhaustion(hour, assignable) : undefined };
}
