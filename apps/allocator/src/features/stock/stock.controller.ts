import {
  availabilityAnswer,
  availabilityBodyOf,
  identitiesAnswer,
  identitiesQuery,
  identityAnswer,
  identityBodyOf,
  identityCursorOf,
  impi as impiSchema,
  poolId,
  revokeBody,
  stockCommandAnswer,
} from '@allocator/contracts';
import type { AnswerType, IdentityAnswer, Problem } from '@allocator/contracts';
import type { CommandId, Impi, PoolId } from '@allocator/domain';
import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { answer } from '../../http/requests/answer.js';
import { OptionalIdempotencyKey } from '../../http/requests/idempotency-key.js';
import { ValidBody, ValidParam, ValidQuery } from '../../http/requests/valid-body.js';
import { AvailabilityQuery } from './availability-query.handler.js';
import { ChangeStockCommand } from './change-stock-command.handler.js';
import { IdentitiesQuery } from './identities-query.handler.js';
import { IdentityQuery } from './identity-query.handler.js';

/** Refusals of every change. */
const problems = ['identity-not-found', 'idempotency-key-reused', 'overloaded', 'lane-closed'] as const;
const answers = { 200: { description: 'The identity', schema: identityAnswer } };

/** A pool's identities, and the IMS operator's changes of them. Changes are idempotent; with an Idempotency-Key they get their first answer. */
@Controller('v1/pools/:poolId')
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('identities')
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @ApiTags('pools')
  @Limits({ budget: 'history' })
  @Describe({
    summary: "The pool's identities, or those that are in a state now",
    description:
      'Without `state` by IMPI; `assigned` and `held` by `reassignableAt`, `assignable` and `quarantined` by `assignableAt`, `suspended` ' +
      'and `retired` by the bound of the last lease. A page costs the same wherever it begins. An identity that is in the state throughout ' +
      'is in one of the pages; it is in two of them if its bound has moved later meanwhile.',
    query: identitiesQuery,
    answers: { 200: { description: 'A page of identities', schema: identitiesAnswer } },
    problems: ['pool-not-found'],
  })
  async listIdentities(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidQuery(identitiesQuery) { state, ...page }: z.infer<typeof identitiesQuery>,
  ): Promise<AnswerType<typeof identitiesAnswer>> {
    const { items, next } = await this.queries.execute(new IdentitiesQuery(caller, pool, state, page));
    return {
      items: items.map(({ identity, now }) => identityBodyOf(identity, now)),
      next: next === null ? null : identityCursorOf(next),
    };
  }

  @Get('identities/:impi')
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @ApiTags('pools')
  @Limits({ budget: 'state' })
  @Describe({ summary: 'The current state of an identity', answers, problems: ['identity-not-found'] })
  async getIdentity(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidParam('impi', impiSchema) impi: Impi,
  ): Promise<IdentityAnswer> {
    const { identity, now } = await this.queries.execute(new IdentityQuery(caller, pool, impi));
    return identityBodyOf(identity, now);
  }

  @Get('availability')
  @Access('wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst')
  @ApiTags('pools')
  @Limits({ budget: 'state' })
  @Describe({
    summary: "The pool's identities by state",
    answers: { 200: { description: '`total` is the sum of the five other counts', schema: availabilityAnswer } },
    problems: ['pool-not-found'],
  })
  async getAvailability(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
  ): Promise<AnswerType<typeof availabilityAnswer>> {
    return availabilityBodyOf(await this.queries.execute(new AvailabilityQuery(caller, pool)));
  }

  @Post('identities/:impi/suspend')
  @Access('ims-operator')
  @ApiTags('stock')
  @HttpCode(200)
  @Describe({
    summary: 'Suspend an identity: it is not assigned; its holder keeps it to the end and cannot prolong',
    answers,
    problems: [...problems, 'identity-retired'],
    idempotencyKey: 'optional',
  })
  suspendIdentity(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKey() commandId: CommandId | undefined,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidParam('impi', impiSchema) impi: Impi,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityAnswer | Problem> {
    const change = { type: 'Suspend', poolId: pool, impi } as const;
    return this.change(reply, new ChangeStockCommand(caller, commandId, change));
  }

  @Post('identities/:impi/resume')
  @Access('ims-operator')
  @ApiTags('stock')
  @HttpCode(200)
  @Describe({
    summary: 'Resume a suspended identity; a retired one is imported again instead',
    answers,
    problems: [...problems, 'identity-retired', 'alias-shared'],
    idempotencyKey: 'optional',
  })
  resumeIdentity(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKey() commandId: CommandId | undefined,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidParam('impi', impiSchema) impi: Impi,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityAnswer | Problem> {
    const change = { type: 'Resume', poolId: pool, impi } as const;
    return this.change(reply, new ChangeStockCommand(caller, commandId, change));
  }

  @Post('identities/:impi/retire')
  @Access('ims-operator')
  @ApiTags('stock')
  @HttpCode(200)
  @Describe({
    summary: 'Retire an identity: it drains, and is retired when it is free',
    answers,
    problems,
    idempotencyKey: 'optional',
  })
  retireIdentity(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKey() commandId: CommandId | undefined,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidParam('impi', impiSchema) impi: Impi,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityAnswer | Problem> {
    const change = { type: 'Retire', poolId: pool, impi } as const;
    return this.change(reply, new ChangeStockCommand(caller, commandId, change));
  }

  @Post('identities/:impi/revoke')
  @Access('ims-operator')
  @ApiTags('stock')
  @HttpCode(200)
  @Describe({
    summary:
      'Revoke an identity (emergency): it is held to its full bound despite any indication, and a quarantine follows',
    description: 'It does not end the registration: only the IMS can (Cx RTR). Nothing frees the identity earlier.',
    body: revokeBody,
    answers,
    problems,
    idempotencyKey: 'optional',
  })
  revokeIdentity(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKey() commandId: CommandId | undefined,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidParam('impi', impiSchema) impi: Impi,
    @ValidBody(revokeBody) body: z.infer<typeof revokeBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityAnswer | Problem> {
    const change = { type: 'Revoke', poolId: pool, impi, ...body } as const;
    return this.change(reply, new ChangeStockCommand(caller, commandId, change));
  }

  private async change(reply: FastifyReply, command: ChangeStockCommand): Promise<IdentityAnswer | Problem> {
    return answer(reply, await this.commands.execute(command), stockCommandAnswer);
  }
}
