import { indicationAnswer, indicationBody } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Body, Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { isOperator } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { answer } from '../../http/requests/answer.js';
import { IndicateCommand } from './indicate.js';
import { readIdempotencyKey } from '../../http/requests/idempotency-key.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';
import { LOG } from '../../config/create-log.js';

@ApiTags('indications')
@Controller('v1/indications')
export class IndicationsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'The eP-CSCF says that an identity can be lent again (TS 23.228 U.2.1.4)',
    description:
      'Frees the identity now, on proof that no registration exists and none can follow, or changes nothing; docs/indications.md ' +
      'has every reason and what to do. Idempotent by itself: said again, it is ignored. With an Idempotency-Key it gets its first answer.',
    body: indicationBody,
    answers: { 200: { description: 'What it changed, and why', schema: indicationAnswer } },
    problems: ['operator-not-found', 'not-your-operator', 'idempotency-key-reused', 'overloaded', 'lane-closed'],
    idempotencyKey: 'optional',
  })
  async indicate(
    @Who() caller: Caller,
    @Headers('idempotency-key') key: string | undefined,
    @Body(new Validated(indicationBody)) body: z.infer<typeof indicationBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (!isOperator(caller, body.operatorId)) {
      const { tenant, client, subject } = caller;
      this.log.warn(
        { code: 'indication-for-another', tenant, operatorId: body.operatorId, client, subject },
        'an eP-CSCF has indicated in the name of another operator',
      );
      throw new ProblemError('not-your-operator');
    }
    const commandId = readIdempotencyKey(key) ?? (randomUUID() as CommandId);
    return answer(reply, await this.commands.execute(new IndicateCommand({ type: 'Indicate', commandId, ...body })));
  }
}
