import type { ActivityMinute, AllocationQueries, Availability, IdentityAt } from '@allocator/application';
import type { Assignment, AssignmentId, Impi, Instant, PoolId } from '@allocator/domain';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { PostgresQueries } from '@allocator/postgres';

export class AssignmentQuery extends Query<Assignment | undefined> {
  constructor(readonly assignmentId: AssignmentId) {
    super();
  }
}

@QueryHandler(AssignmentQuery)
export class AssignmentQueryHandler implements IQueryHandler<AssignmentQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  execute({ assignmentId }: AssignmentQuery): Promise<Assignment | undefined> {
    return this.queries.assignment(assignmentId);
  }
}

export class IdentityQuery extends Query<IdentityAt | undefined> {
  constructor(
    readonly poolId: PoolId,
    readonly impi: Impi,
  ) {
    super();
  }
}

@QueryHandler(IdentityQuery)
export class IdentityQueryHandler implements IQueryHandler<IdentityQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  execute({ poolId, impi }: IdentityQuery): Promise<IdentityAt | undefined> {
    return this.queries.identity(poolId, impi);
  }
}

export class AvailabilityQuery extends Query<Availability | undefined> {
  constructor(readonly poolId: PoolId) {
    super();
  }
}

@QueryHandler(AvailabilityQuery)
export class AvailabilityQueryHandler implements IQueryHandler<AvailabilityQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  execute({ poolId }: AvailabilityQuery): Promise<Availability | undefined> {
    return this.queries.availability(poolId);
  }
}

export class ActivityQuery extends Query<readonly ActivityMinute[] | undefined> {
  constructor(
    readonly poolId: PoolId,
    readonly from: Instant,
    readonly until: Instant,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ActivityQuery)
export class ActivityQueryHandler implements IQueryHandler<ActivityQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  async execute({ poolId, from, until, limit }: ActivityQuery): Promise<readonly ActivityMinute[] | undefined> {
    if ((await this.queries.pool(poolId)) === undefined) return undefined;
    return this.queries.activity(poolId, from, until, limit);
  }
}
