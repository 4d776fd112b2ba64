import type { AllocationQueries, IdentityAt } from '@allocator/application';
import type { IdentityPlace, IdentityState, PoolId } from '@allocator/domain';
import { placeOf } from '@allocator/domain';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import type { Page } from '../../http/requests/page-of.js';
import { pageOf } from '../../http/requests/page-of.js';
import { LIST_QUERIES } from '../../postgres/postgres.module.js';

/** Throws `pool-not-found` also for a pool that the caller may not see. */
export class IdentitiesQuery extends Query<Page<IdentityAt, IdentityPlace>> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    /** Undefined: all. */
    readonly state: IdentityState | undefined,
    readonly page: { readonly after?: IdentityPlace | undefined; readonly limit: number },
  ) {
    super();
  }
}

@QueryHandler(IdentitiesQuery)
export class IdentitiesQueryHandler implements IQueryHandler<IdentitiesQuery> {
  constructor(
    @Inject(LIST_QUERIES) private readonly queries: AllocationQueries,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId, state, page }: IdentitiesQuery): Promise<Page<IdentityAt, IdentityPlace>> {
    const { after, limit } = page;
    const isSeen = (await this.tenancy.maySee(caller, poolId)) && (await this.queries.pool(poolId)) !== undefined;
    if (!isSeen) throw new ProblemError('pool-not-found');
    const found = await this.queries.identities(poolId, state, { after, countMax: limit + 1 });
    return pageOf(found, limit, ({ identity }) => placeOf(identity, state));
  }
}
