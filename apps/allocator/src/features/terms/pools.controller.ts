import {
  availabilityBodyOf,
  poolAnswer,
  poolBody,
  poolBodyOf,
  poolId,
  poolItemOf,
  poolsAnswer,
  poolsQuery,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { NamedVersions, PoolId, TermsPrecondition } from '@allocator/domain';
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
import { KnownVersions, Precondition } from '../../http/requests/precondition.js';
import { ValidBody, ValidParam, ValidQuery } from '../../http/requests/valid-body.js';
import { PoolQuery } from './pool-query.handler.js';
import { PoolsQuery } from './pools-query.handler.js';
import { SetPoolCommand } from './set-pool-command.handler.js';

/** Pools of subscriptions. The same terms again change nothing and keep their version. */
@ApiTags('terms')
@Controller('v1/pools')
export class PoolsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'history' })
  @Describe({
    summary: 'The pools that the caller may see, by id, each with its identities by state',
    query: poolsQuery,
    answers: { 200: { description: 'A page of pools', schema: poolsAnswer } },
  })
  async listPools(
    @CurrentCaller() caller: Caller,
    @ValidQuery(poolsQuery) { agreementId, operatorId, wwsfId, demand, ...page }: z.infer<typeof poolsQuery>,
  ): Promise<AnswerType<typeof poolsAnswer>> {
    const query = new PoolsQuery(caller, { agreementId, operatorId, wwsfId }, page, demand);
    const { items, next } = await this.queries.execute(query);
    return {
      items: items.map((item) => poolItemOf(item.pool, availabilityBodyOf(item.availability), item.demand)),
      next,
    };
  }

  @Get(':poolId')
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @Limits({ budget: 'state' })
  @Describe({
    summary: 'A pool of subscriptions under an agreement',
    answers: { 200: { description: 'The pool, and its lane', schema: poolAnswer } },
    problems: ['pool-not-found'],
    versioned: 'read',
  })
  async getPool(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) id: PoolId,
    @KnownVersions() known: NamedVersions | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof poolAnswer> | undefined> {
    const { pool, lane } = await this.queries.execute(new PoolQuery(caller, id));
    const body = poolBodyOf(pool, lane);
    return answerVersion(reply, { version: body.version, body, known });
  }

  @Put(':poolId')
  @Access('ims-operator')
  @Describe({
    summary: 'Set a pool of subscriptions under an agreement',
    body: poolBody,
    answers: { 200: { description: 'The pool, and its lane', schema: poolAnswer } },
    problems: ['pool-not-found', 'agreement-not-found', 'parties-fixed', 'lane-closed'],
    versioned: 'write',
  })
  async setPool(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) id: PoolId,
    @Precondition() precondition: TermsPrecondition,
    @ValidBody(poolBody) policy: z.infer<typeof poolBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof poolAnswer> | undefined> {
    const command = new SetPoolCommand(caller, { poolId: id, ...policy }, precondition);
    const { pool, lane } = await this.commands.execute(command);
    const body = poolBodyOf(pool, lane);
    return answerVersion(reply, { version: body.version, body });
  }
}
