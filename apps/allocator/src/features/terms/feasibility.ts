import type { AllocationQueries } from '@allocator/application';
import type { Agreement, OperatorId, OperatorProfile } from '@allocator/domain';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { PostgresQueries } from '@allocator/postgres';

/** A profile with all agreements that rest on it. */
export interface OperatorTerms {
  readonly profile: OperatorProfile;
  readonly agreements: readonly Agreement[];
}

export class FeasibilityQuery extends Query<OperatorTerms | undefined> {
  constructor(readonly operatorId: OperatorId) {
    super();
  }
}

@QueryHandler(FeasibilityQuery)
export class FeasibilityQueryHandler implements IQueryHandler<FeasibilityQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  async execute({ operatorId }: FeasibilityQuery): Promise<OperatorTerms | undefined> {
    const profile = await this.queries.operator(operatorId);
    if (profile === undefined) return undefined;
    return { profile, agreements: await this.queries.agreementsOf(operatorId) };
  }
}
