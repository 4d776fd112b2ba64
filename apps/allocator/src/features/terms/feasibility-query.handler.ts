import type { AllocationQueries } from '@allocator/application';
import type { Agreement, OperatorId, OperatorProfile, TermsWarning } from '@allocator/domain';
import { warningsOf } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { CONFIG, toleratedSkewSeconds } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { isOperator } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';

/** A profile with all agreements that are based on it. */
export interface OperatorTerms {
  readonly profile: OperatorProfile;
  readonly agreements: readonly Agreement[];
  readonly warnings: readonly TermsWarning[];
}

/** Throws `operator-not-found` also for another operator. */
export class FeasibilityQuery extends Query<OperatorTerms> {
  constructor(
    readonly caller: Caller,
    readonly operatorId: OperatorId,
  ) {
    super();
  }
}

@QueryHandler(FeasibilityQuery)
export class FeasibilityQueryHandler implements IQueryHandler<FeasibilityQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async execute({ caller, operatorId }: FeasibilityQuery): Promise<OperatorTerms> {
    const profile = isOperator(caller, operatorId) ? await this.queries.operator(operatorId) : undefined;
    if (profile === undefined) throw new ProblemError('operator-not-found');
    const warnings = warningsOf(profile, toleratedSkewSeconds(this.config));
    return { profile, agreements: await this.queries.agreementsOf([operatorId]), warnings };
  }
}
