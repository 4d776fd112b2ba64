import type { AllocationQueries } from '@allocator/application';
import type { AgreementId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { sees } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import type { AgreementInForce } from './set-agreement-command.handler.js';

/** Throws `agreement-not-found` also for an agreement that the caller may not see. */
export class AgreementQuery extends Query<AgreementInForce> {
  constructor(
    readonly caller: Caller,
    readonly agreementId: AgreementId,
  ) {
    super();
  }
}

@QueryHandler(AgreementQuery)
export class AgreementQueryHandler implements IQueryHandler<AgreementQuery> {
  constructor(@Inject(PostgresQueries) private readonly queries: AllocationQueries) {}

  async execute({ caller, agreementId }: AgreementQuery): Promise<AgreementInForce> {
    const agreement = await this.queries.agreement(agreementId);
    if (agreement === undefined || !sees(caller, agreement)) {
      throw new ProblemError('agreement-not-found');
    }
    const profile = await this.queries.operator(agreement.operatorId);
    if (profile === undefined) throw new Error(`agreement ${agreementId} has no operator ${agreement.operatorId}`);
    return { agreement, profile };
  }
}
