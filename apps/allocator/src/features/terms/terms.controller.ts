import {
  agreementAnswer,
  agreementBody,
  agreementBodyOf,
  agreementId,
  feasibilityAnswer,
  feasibilityBodyOf,
  operatorBody,
  operatorBodyOf,
  operatorId,
  operatorSetAnswer,
  poolAnswer,
  poolBody,
  poolBodyOf,
  poolId,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { AgreementId, OperatorId, PoolId } from '@allocator/domain';
import { Controller, Get, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { ValidBody, ValidParam } from '../../http/requests/valid-body.js';
import { FeasibilityQuery } from './feasibility-query.handler.js';
import { SetAgreementCommand } from './set-agreement-command.handler.js';
import { SetOperatorCommand } from './set-operator-command.handler.js';
import { SetPoolCommand } from './set-pool-command.handler.js';

/** The terms on which identities are assigned. The same terms again change nothing and keep their version. */
@ApiTags('terms')
@Controller('v1')
export class TermsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Put('operators/:operatorId')
  @Access('ims-operator')
  // 32 realms and 128 number prefixes of maximum length.
  @Limits({ bodyBytesMax: 16_384 })
  @Describe({
    summary: "Set an IMS operator's profile",
    description:
      'It describes what the IMS does and is refused only if it declares a new realm or number prefix that overlaps one of another ' +
      'operator. A raise moves the bounds of live assignments later before the call is answered; after a failure, repeat the call to ' +
      'continue. `infeasibleAgreements` lists agreements that no longer fit.',
    body: operatorBody,
    answers: { 200: { description: 'The profile in force', schema: operatorSetAnswer } },
    problems: ['operator-not-found', 'realm-taken', 'number-prefix-taken', 'overloaded', 'lane-closed'],
  })
  async setOperator(
    @CurrentCaller() caller: Caller,
    @ValidParam('operatorId', operatorId) id: OperatorId,
    @ValidBody(operatorBody) body: z.infer<typeof operatorBody>,
  ): Promise<AnswerType<typeof operatorSetAnswer>> {
    return operatorBodyOf(await this.commands.execute(new SetOperatorCommand(caller, { operatorId: id, ...body })));
  }

  @Get('operators/:operatorId/feasibility')
  @Access('ims-operator')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The arithmetic of every agreement of an IMS operator: whether one R_max fits all of them',
    answers: { 200: { description: 'The profile with its agreements', schema: feasibilityAnswer } },
    problems: ['operator-not-found'],
  })
  async readFeasibility(
    @CurrentCaller() caller: Caller,
    @ValidParam('operatorId', operatorId) id: OperatorId,
  ): Promise<AnswerType<typeof feasibilityAnswer>> {
    const { profile, agreements, warnings } = await this.queries.execute(new FeasibilityQuery(caller, id));
    return feasibilityBodyOf(profile, agreements, warnings);
  }

  @Put('agreements/:agreementId')
  @Access('ims-operator')
  @Describe({
    summary: 'Set the agreement of a WWSF and an IMS operator',
    body: agreementBody,
    answers: { 200: { description: 'The agreement in force', schema: agreementAnswer } },
    problems: [
      'operator-not-found',
      'agreement-not-found',
      'agreement-infeasible',
      'parties-fixed',
      'wwsf-id-taken',
      'lane-closed',
    ],
  })
  async setAgreement(
    @CurrentCaller() caller: Caller,
    @ValidParam('agreementId', agreementId) id: AgreementId,
    @ValidBody(agreementBody) body: z.infer<typeof agreementBody>,
  ): Promise<AnswerType<typeof agreementAnswer>> {
    const command = new SetAgreementCommand(caller, { agreementId: id, ...body });
    const { agreement, profile } = await this.commands.execute(command);
    return agreementBodyOf(agreement, profile);
  }

  @Put('pools/:poolId')
  @Access('ims-operator')
  @Describe({
    summary: 'Set a pool of subscriptions under an agreement',
    body: poolBody,
    answers: { 200: { description: 'The pool, and its lane', schema: poolAnswer } },
    problems: ['pool-not-found', 'agreement-not-found', 'parties-fixed', 'lane-closed'],
  })
  async setPool(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) id: PoolId,
    @ValidBody(poolBody) body: z.infer<typeof poolBody>,
  ): Promise<AnswerType<typeof poolAnswer>> {
    const { pool, lane } = await this.commands.execute(new SetPoolCommand(caller, { poolId: id, ...body }));
    return poolBodyOf(pool, lane);
  }
}
