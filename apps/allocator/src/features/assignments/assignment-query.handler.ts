import type { AllocationQueries } from '@allocator/application';
import type { Assignment, AssignmentId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Throws `assignment-not-found` also for an assignment that the caller may not see. */
export class AssignmentQuery extends Query<Assignment> {
  constructor(
    readonly caller: Caller,
    readonly assignmentId: AssignmentId,
  ) {
    super();
  }
}

@QueryHandler(AssignmentQuery)
export class AssignmentQueryHandler implements IQueryHandler<AssignmentQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, assignmentId }: AssignmentQuery): Promise<Assignment> {
    const found = await this.queries.assignment(assignmentId);
    if (found !== undefined && (await this.tenancy.maySee(caller, found.poolId))) return found;
    throw new ProblemError('assignment-not-found');
  }
}
