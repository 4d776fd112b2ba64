import { ReadPoolAnalytics } from '@allocator/application';
import type { PoolAnalytics } from '@allocator/application';
import type { Instant, PoolId } from '@allocator/domain';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { spanOf } from './span-of.js';
import type { RequestedSpan } from './span-of.js';

const dayMs = 24 * 60 * 60 * 1_000;

/** The last day by default. Throws `pool-not-found` also for a pool that the caller may not see. */
export class AnalyticsQuery extends Query<PoolAnalytics> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly span: RequestedSpan,
  ) {
    super();
  }
}

@QueryHandler(AnalyticsQuery)
export class AnalyticsQueryHandler implements IQueryHandler<AnalyticsQuery> {
  constructor(
    private readonly analytics: ReadPoolAnalytics,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId, span }: AnalyticsQuery): Promise<PoolAnalytics> {
    if (!(await this.tenancy.maySee(caller, poolId))) throw new ProblemError('pool-not-found');
    const { from, until } = spanOf(span, dayMs, Date.now() as Instant);
    const found = await this.analytics.read(poolId, from, until, span.limit);
    if (found === undefined) throw new ProblemError('pool-not-found');
    return found;
  }
}
