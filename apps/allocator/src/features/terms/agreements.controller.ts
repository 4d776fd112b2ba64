import {
  agreementAnswer,
  agreementBody,
  agreementBodyOf,
  agreementId,
  agreementsAnswer,
  agreementsQuery,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { AgreementId, TermsPrecondition } from '@allocator/domain';
import { Controller, Get, Put, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { answerVersion } from '../../http/requests/answer-version.js';
import { Precondition } from '../../http/requests/precondition.js';
import { ValidBody, ValidParam, ValidQuery } from '../../http/requests/valid-body.js';
import { AgreementQuery } from './agreement-query.handler.js';
import { AgreementsQuery } from './agreements-query.handler.js';
import { SetAgreementCommand } from './set-agreement-command.handler.js';

/** Agreements of WWSFs and IMS operators. The same terms again change nothing and keep their version. */
@ApiTags('terms')
@Controller('v1/agreements')
export class AgreementsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Access('wwsf', 'ims-operator', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The agreements that the caller may see, by id',
    query: agreementsQuery,
    answers: { 200: { description: 'A page of agreements in force', schema: agreementsAnswer } },
  })
  async listAgreements(
    @CurrentCaller() caller: Caller,
    @ValidQuery(agreementsQuery) { operatorId, wwsfId, ...page }: z.infer<typeof agreementsQuery>,
  ): Promise<AnswerType<typeof agreementsAnswer>> {
    const { items, next } = await this.queries.execute(new AgreementsQuery(caller, { operatorId, wwsfId }, page));
    return { items: items.map(({ agreement, profile }) => agreementBodyOf(agreement, profile)), next };
  }

  @Get(':agreementId')
  @Access('wwsf', 'ims-operator', 'auditor', 'analyst')
  @Limits({ budget: 'state' })
  @Describe({
    summary: 'An agreement of a WWSF and an IMS operator',
    description:
      "The tag is that of the agreement. `tokenLifetimeSeconds` and `feasible` also change with the operator's profile, under the same tag.",
    answers: { 200: { description: 'The agreement in force', schema: agreementAnswer } },
    problems: ['agreement-not-found'],
    versioned: 'tagged',
  })
  async getAgreement(
    @CurrentCaller() caller: Caller,
    @ValidParam('agreementId', agreementId) id: AgreementId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof agreementAnswer> | undefined> {
    const { agreement, profile } = await this.queries.execute(new AgreementQuery(caller, id));
    return answerVersion(reply, { version: agreement.version, body: agreementBodyOf(agreement, profile) });
  }

  @Put(':agreementId')
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
    versioned: 'write',
  })
  async setAgreement(
    @CurrentCaller() caller: Caller,
    @ValidParam('agreementId', agreementId) id: AgreementId,
    @Precondition() precondition: TermsPrecondition,
    @ValidBody(agreementBody) body: z.infer<typeof agreementBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof agreementAnswer> | undefined> {
    const command = new SetAgreementCommand(caller, { agreementId: id, ...body }, precondition);
    const { agreement, profile } = await this.commands.execute(command);
    return answerVersion(reply, { version: agreement.version, body: agreementBodyOf(agreement, profile) });
  }
}
