import type { TermsAnswer } from '@allocator/application';
import {
  agreementAnswer,
  agreementBody,
  agreementBodyOf,
  agreementId,
  operatorBody,
  operatorBodyOf,
  operatorId,
  operatorSetAnswer,
  poolAnswer,
  poolBody,
  poolBodyOf,
  poolId,
  termsProblem,
} from '@allocator/contracts';
import type { AgreementId, OperatorId, PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.js';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy, isOperator } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { SetAgreementCommand, SetOperatorCommand, SetPoolCommand } from './set-terms.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';

/** The IMS operator's side: what identities are lent on. The same terms again change nothing and keep their version. */
@ApiTags('terms')
@Controller('v1')
export class TermsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tenancy: Tenancy,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Put('operators/:operatorId')
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
    @Who() caller: Caller,
    @Param('operatorId', new Validated(operatorId, 'path')) id: OperatorId,
    @Body(new Validated(operatorBody)) body: z.infer<typeof operatorBody>,
  ): Promise<object> {
    if (!isOperator(caller, id)) throw new ProblemError('operator-not-found');
    return operatorBodyOf(termsOf(await this.commands.execute(new SetOperatorCommand({ operatorId: id, ...body }))));
  }

  @Put('agreements/:agreementId')
  @Describe({
    summary: 'Set the agreement of a WWSF and an IMS operator',
    body: agreementBody,
    answers: { 200: { description: 'The agreement in force', schema: agreementAnswer } },
    problems: [
      ...(['operator-not-found', 'agreement-not-found', 'agreement-infeasible'] as const),
      ...(['parties-fixed', 'wwsf-id-taken', 'lane-closed'] as const),
    ],
  })
  async setAgreement(
    @Who() caller: Caller,
    @Param('agreementId', new Validated(agreementId, 'path')) id: AgreementId,
    @Body(new Validated(agreementBody)) body: z.infer<typeof agreementBody>,
  ): Promise<object> {
    if (!isOperator(caller, body.operatorId)) throw new ProblemError('operator-not-found');
    if (!(await this.tenancy.mayManageAgreement(caller, id))) throw new ProblemError('agreement-not-found');
    const answer = await this.commands.execute(new SetAgreementCommand({ agreementId: id, ...body }));
    const { agreement, profile } = termsOf(answer);
    return agreementBodyOf(agreement, profile);
  }

  @Put('pools/:poolId')
  @Describe({
    summary: 'Set a pool of subscriptions under an agreement',
    body: poolBody,
    answers: { 200: { description: 'The pool, and its lane', schema: poolAnswer } },
    problems: ['pool-not-found', 'agreement-not-found', 'parties-fixed', 'lane-closed'],
  })
  async setPool(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) id: PoolId,
    @Body(new Validated(poolBody)) body: z.infer<typeof poolBody>,
  ): Promise<object> {
    if (!(await this.tenancy.mayManagePool(caller, id))) throw new ProblemError('pool-not-found');
    if (!(await this.tenancy.mayManageAgreement(caller, body.agreementId)))
      throw new ProblemError('agreement-not-found');
    const pool = termsOf(await this.commands.execute(new SetPoolCommand({ poolId: id, ...body })));
    return poolBodyOf(pool, laneOf(id, this.config.lanes));
  }
}

function termsOf<T>(answer: TermsAnswer<T>): T {
  if (answer.kind === 'set') return answer.terms;
  const { code, type: _type, title: _title, status: _status, ...particular } = termsProblem(answer.refusal);
  throw new ProblemError(code, particular);
}
