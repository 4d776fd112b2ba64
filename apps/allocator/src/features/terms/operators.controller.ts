import {
  feasibilityAnswer,
  feasibilityBodyOf,
  operatorAnswer,
  operatorBody,
  operatorBodyOf,
  operatorId,
  operatorSetAnswer,
  operatorSetBodyOf,
  operatorsAnswer,
  operatorsQuery,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { OperatorId, TermsPrecondition } from '@allocator/domain';
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
import { FeasibilityQuery } from './feasibility-query.handler.js';
import { OperatorQuery } from './operator-query.handler.js';
import { OperatorsQuery } from './operators-query.handler.js';
import { SetOperatorCommand } from './set-operator-command.handler.js';

/** Profiles of IMS operators. The same profile again changes nothing and keeps its version. */
@ApiTags('terms')
@Controller('v1/operators')
export class OperatorsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Access('ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The IMS operators that the caller may see, by id',
    query: operatorsQuery,
    answers: { 200: { description: 'A page of profiles in force', schema: operatorsAnswer } },
  })
  async listOperators(
    @CurrentCaller() caller: Caller,
    @ValidQuery(operatorsQuery) page: z.infer<typeof operatorsQuery>,
  ): Promise<AnswerType<typeof operatorsAnswer>> {
    const { items, next } = await this.queries.execute(new OperatorsQuery(caller, page));
    return { items: items.map(operatorBodyOf), next };
  }

  @Get(':operatorId')
  @Access('ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'state' })
  @Describe({
    summary: "An IMS operator's profile",
    description:
      'The tag is that of the profile. `infeasibleAgreements` also changes with the agreements, under the same tag.',
    answers: { 200: { description: 'The profile in force', schema: operatorAnswer } },
    problems: ['operator-not-found'],
    versioned: 'tagged',
  })
  async getOperator(
    @CurrentCaller() caller: Caller,
    @ValidParam('operatorId', operatorId) id: OperatorId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof operatorAnswer> | undefined> {
    const found = await this.queries.execute(new OperatorQuery(caller, id));
    return answerVersion(reply, { version: found.profile.version, body: operatorBodyOf(found) });
  }

  @Put(':operatorId')
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
    versioned: 'write',
  })
  async setOperator(
    @CurrentCaller() caller: Caller,
    @ValidParam('operatorId', operatorId) id: OperatorId,
    @Precondition() precondition: TermsPrecondition,
    @ValidBody(operatorBody) body: z.infer<typeof operatorBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof operatorSetAnswer> | undefined> {
    const command = new SetOperatorCommand(caller, { operatorId: id, ...body }, precondition);
    const set = await this.commands.execute(command);
    return answerVersion(reply, { version: set.profile.version, body: operatorSetBodyOf(set) });
  }

  @Get(':operatorId/feasibility')
  @Access('ims-operator')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The arithmetic of every agreement of an IMS operator: whether one R_max fits all of them',
    answers: { 200: { description: 'The profile with its agreements', schema: feasibilityAnswer } },
    problems: ['operator-not-found'],
  })
  async getFeasibility(
    @CurrentCaller() caller: Caller,
    @ValidParam('operatorId', operatorId) id: OperatorId,
  ): Promise<AnswerType<typeof feasibilityAnswer>> {
    const { profile, agreements, warnings } = await this.queries.execute(new FeasibilityQuery(caller, id));
    return feasibilityBodyOf(profile, agreements, warnings);
  }
}
