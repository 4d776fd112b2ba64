import { ForecastPool } from '@allocator/application';
import type { ForecastOfPool } from '@allocator/application';
import type { Instant, PoolId } from '@allocator/domain';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Throws `pool-not-found` also for a pool that the caller may not see. */
export class ForecastQuery extends Query<ForecastOfPool> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly refusalPercent: number,
  ) {
    super();
  }
}

@QueryHandler(ForecastQuery)
export class ForecastQueryHandler implements IQueryHandler<ForecastQuery> {
  constructor(
    private readonly pools: ForecastPool,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId, refusalPercent }: ForecastQuery): Promise<ForecastOfPool> {
    const found = (await this.tenancy.maySee(caller, poolId))
      ? await this.pools.forecast(poolId, refusalPercent / 100, Date.now() as Instant)
      : undefined;
    if (found === undefined) throw new ProblemError('pool-not-found');
    return found;
  }
}
