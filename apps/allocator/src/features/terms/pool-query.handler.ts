import type { AllocationQueries } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { sees } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import type { PoolInForce } from './set-pool-command.handler.js';

/** Throws `pool-not-found` also for a pool that the caller may not see. */
export class PoolQuery extends Query<PoolInForce> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
  ) {
    super();
  }
}

@QueryHandler(PoolQuery)
export class PoolQueryHandler implements IQueryHandler<PoolQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ caller, poolId }: PoolQuery): Promise<PoolInForce> {
    const pool = await this.queries.pool(poolId);
    if (pool === undefined || !sees(caller, pool)) throw new ProblemError('pool-not-found');
    return { pool, lane: laneOf(poolId, this.config.lanes) };
  }
}
