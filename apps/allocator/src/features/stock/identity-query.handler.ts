import type { AllocationQueries, IdentityAt } from '@allocator/application';
import type { Impi, PoolId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Throws `identity-not-found` also for an identity that the caller may not see. */
export class IdentityQuery extends Query<IdentityAt> {
  constructor(
    readonly caller: Caller,
    readonly poolId: PoolId,
    readonly impi: Impi,
  ) {
    super();
  }
}

@QueryHandler(IdentityQuery)
export class IdentityQueryHandler implements IQueryHandler<IdentityQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    private readonly tenancy: Tenancy,
  ) {}

  async execute({ caller, poolId, impi }: IdentityQuery): Promise<IdentityAt> {
    const found = (await this.tenancy.maySee(caller, poolId)) ? await this.queries.identity(poolId, impi) : undefined;
    if (found === undefined) throw new ProblemError('identity-not-found');
    return found;
  }
}
