import { identityAnswer, impi as impiSchema, poolId, revokeBody } from '@allocator/contracts';
import type { SharedNames } from '@allocator/application';
import type { ChangeStock, CommandId, Impi, PoolId, Revoke } from '@allocator/domain';
import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { answer } from '../../http/requests/answer.js';
import { SubmitCommand } from '../assignments/submit.js';
import { readIdempotencyKey } from '../../http/requests/idempotency-key.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';
import { PostgresSharedNames } from '@allocator/postgres';

/** What each call can be refused for. */
const problems = ['identity-not-found', 'idempotency-key-reused', 'overloaded', 'lane-closed'] as const;
const answers = { 200: { description: 'The identity', schema: identityAnswer } };

/**
 * The IMS operator takes identities out of lending and back in. Each call is idempotent by itself; with an Idempotency-Key it gets
 * its first answer.
 */
@ApiTags('stock')
@Controller('v1/pools/:poolId/identities/:impi')
export class StockController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tenancy: Tenancy,
    @Inject(PostgresSharedNames) private readonly sharedNames: SharedNames,
  ) {}

  @Post('suspend')
  @HttpCode(200)
  @Describe({
    summary: 'Take an identity out of lending; its holder keeps it to the end and cannot prolong',
    answers,
    problems: [...problems, 'identity-retired'],
    idempotencyKey: 'optional',
  })
  suspendIdentity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.change(caller, { type: 'Suspend', commandId: commandIdOf(key), poolId: pool, impi }, reply);
  }

  @Post('resume')
  @HttpCode(200)
  @Describe({
    summary: 'Lend a suspended identity again; a retired one comes back by an import',
    answers,
    problems: [...problems, 'identity-retired', 'alias-shared'],
    idempotencyKey: 'optional',
  })
  async resumeIdentity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.refuseSharing(caller, pool, impi);
    return this.change(caller, { type: 'Resume', commandId: commandIdOf(key), poolId: pool, impi }, reply);
  }

  @Post('retire')
  @HttpCode(200)
  @Describe({
    summary: 'Retire an identity: it drains, and is retired when it is free',
    answers,
    problems,
    idempotencyKey: 'optional',
  })
  retireIdentity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.change(caller, { type: 'Retire', commandId: commandIdOf(key), poolId: pool, impi }, reply);
  }

  @Post('revoke')
  @HttpCode(200)
  @Describe({
    summary: 'Emergency: the identity is held to its full bound, whatever is said of it, and a quarantine follows',
    description: 'It does not end the registration: only the IMS can (Cx RTR). Nothing frees the identity earlier.',
    body: revokeBody,
    answers,
    problems,
    idempotencyKey: 'optional',
  })
  revokeIdentity(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Param('impi', new Validated(impiSchema, 'path')) impi: Impi,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new Validated(revokeBody)) body: z.infer<typeof revokeBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.change(caller, { type: 'Revoke', commandId: commandIdOf(key), poolId: pool, impi, ...body }, reply);
  }

  /** The database refuses it, too, where the other identity comes back at this moment. */
  private async refuseSharing(caller: Caller, poolId: PoolId, impi: Impi): Promise<void> {
    if (!(await this.tenancy.owns(caller, poolId))) throw new ProblemError('identity-not-found');
    const shared = (await this.sharedNames.of(poolId, impi)).find(({ isOtherGone }) => !isOtherGone);
    if (shared === undefined) return;
    const { alias, other } = shared;
    const who = (await this.tenancy.owns(caller, other.poolId))
      ? `${other.impi} of pool ${other.poolId}`
      : 'an identity of another operator';
    throw new ProblemError('alias-shared', {
      detail: `${alias} is also a name of ${who}: resume this one when that one is retired and its last holder's time is over`,
    });
  }

  private async change(caller: Caller, command: ChangeStock | Revoke, reply: FastifyReply): Promise<object> {
    if (!(await this.tenancy.owns(caller, command.poolId))) throw new ProblemError('identity-not-found');
    return answer(reply, await this.commands.execute(new SubmitCommand(command)));
  }
}

function commandIdOf(key: string | undefined): CommandId {
  return readIdempotencyKey(key) ?? (randomUUID() as CommandId);
}
