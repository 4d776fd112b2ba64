import type { AllocationQueries, Availability } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Throws `pool-not-found` also for a pool that the caller may not see. */
export class AvailabilityQuery extends Query<Availability> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
  ) {
    super();
  }
}

@QueryHandler(AvailabilityQuery)
export class AvailabilityQueryHandler implements IQueryHandler<AvailabilityQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId }: AvailabilityQuery): Promise<Availability> {
    const found = (await this.tenancy.maySee(caller, poolId)) ? await this.queries.availability(poolId) : undefined;
    if (found === undefined) throw new ProblemError('pool-not-found');
    return found;
  }
}
