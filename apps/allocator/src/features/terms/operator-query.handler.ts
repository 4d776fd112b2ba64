import type { AllocationQueries } from '@allocator/application';
import type { OperatorInForce } from '@allocator/contracts';
import type { OperatorId } from '@allocator/domain';
import { PostgresQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { isOperator, seesAll } from '../../http/access/tenancy.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { OperatorsInForce } from './operators-in-force.js';

/** Throws `operator-not-found` also for an operator that the caller may not see. */
export class OperatorQuery extends Query<OperatorInForce> {
  constructor(
    readonly caller: Caller,
    readonly operatorId: OperatorId,
  ) {
    super();
  }
}

@QueryHandler(OperatorQuery)
export class OperatorQueryHandler implements IQueryHandler<OperatorQuery> {
  constructor(
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    private readonly operators: OperatorsInForce,
  ) {}

  async execute({ caller, operatorId }: OperatorQuery): Promise<OperatorInForce> {
    const maySee = seesAll(caller) || isOperator(caller, operatorId);
    const profile = maySee ? await this.queries.operator(operatorId) : undefined;
    const [found] = profile === undefined ? [] : await this.operators.of([profile], this.queries);
    if (found === undefined) throw new ProblemError('operator-not-found');
    return found;
  }
}
