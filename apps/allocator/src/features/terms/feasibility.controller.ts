import { feasibilityAnswer, feasibilityBodyOf, operatorId } from '@allocator/contracts';
import type { OperatorId } from '@allocator/domain';
import { warningsOf } from '@allocator/domain';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../http/access/caller.js';
import { isOperator } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import type { Config } from '../../config/config.js';
import { toleratedSkewSeconds } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { FeasibilityQuery } from './feasibility.js';
import { Validated } from '../../http/requests/validated.js';

@ApiTags('terms')
@Controller('v1/operators/:operatorId/feasibility')
export class FeasibilityController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Describe({
    summary: 'Every agreement of an IMS operator with its arithmetic: one R_max fits them all',
    answers: { 200: { description: 'The profile against its agreements', schema: feasibilityAnswer } },
    problems: ['operator-not-found'],
  })
  async readFeasibility(
    @Who() caller: Caller,
    @Param('operatorId', new Validated(operatorId, 'path')) id: OperatorId,
  ): Promise<object> {
    if (!isOperator(caller, id)) throw new ProblemError('operator-not-found');
    const found = await this.queries.execute(new FeasibilityQuery(id));
    if (found === undefined) throw new ProblemError('operator-not-found');
    const warnings = warningsOf(found.profile, toleratedSkewSeconds(this.config));
    return feasibilityBodyOf(found.profile, found.agreements, warnings);
  }
}
