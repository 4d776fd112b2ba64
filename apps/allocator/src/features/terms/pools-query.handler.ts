import type { AllocationQueries, Availability, PoolFilter, TermsLists } from '@allocator/application';
import type { PoolId, PoolTerms } from '@allocator/domain';
import { PostgresTermsLists } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { readershipOf } from '../../http/access/tenancy.js';
import type { Page } from '../../http/requests/page-of.js';
import { pageOf } from '../../http/requests/page-of.js';
import { LIST_QUERIES } from '../../postgres/postgres.module.js';

export interface AvailablePool {
  readonly pool: PoolTerms;
  readonly availability: Availability;
}

/** The pools that the caller may see, by id. */
export class PoolsQuery extends Query<Page<AvailablePool, PoolId>> {
  constructor(
    readonly caller: Caller,
    readonly filter: PoolFilter,
    readonly page: { readonly after?: PoolId | undefined; readonly limit: number },
  ) {
    super();
  }
}

@QueryHandler(PoolsQuery)
export class PoolsQueryHandler implements IQueryHandler<PoolsQuery> {
  constructor(
    @Inject(PostgresTermsLists) private readonly lists: TermsLists,
    @Inject(LIST_QUERIES) private readonly queries: AllocationQueries,
  ) {}

  async execute({ caller, filter, page: { after, limit } }: PoolsQuery): Promise<Page<AvailablePool, PoolId>> {
    const found = await this.lists.pools(readershipOf(caller), filter, { after, countMax: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ poolId }) => poolId);
    const availabilities = await this.queries.availabilities(items.map(({ poolId }) => poolId));
    const available = items.map((pool) => {
      const availability = availabilities.get(pool.poolId);
      if (availability === undefined) throw new Error(`pool ${pool.poolId} has no counts`);
      return { pool, availability };
    });
    return { items: available, next };
  }
}
