import type { ActivityMinute, AllocationQueries } from '@allocator/application';
import type { Instant, PoolId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { spanOf } from './span-of.js';
import type { RequestedSpan } from './span-of.js';

const hourMs = 60 * 60 * 1_000;

/** The last hour by default. Throws `pool-not-found` also for a pool that the caller may not see. */
export class ActivityQuery extends Query<readonly ActivityMinute[]> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly span: RequestedSpan,
  ) {
    super();
  }
}

@QueryHandler(ActivityQuery)
export class ActivityQueryHandler implements IQueryHandler<ActivityQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId, span }: ActivityQuery): Promise<readonly ActivityMinute[]> {
    const pool = (await this.tenancy.maySee(caller, poolId)) ? await this.queries.pool(poolId) : undefined;
    if (pool === undefined) throw new ProblemError('pool-not-found');
    const { from, until } = spanOf(span, hourMs, Date.now() as Instant);
    return this.queries.activity(poolId, from, until, span.limit);
  }
}
