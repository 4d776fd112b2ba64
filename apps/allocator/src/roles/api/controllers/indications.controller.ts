import { indicationAnswer, indicationBody } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { answer } from '../answer.js';
import { IndicateCommand } from '../commands/indicate.js';
import { readIdempotencyKey } from '../idempotency-key.js';
import { Describe } from '../openapi.js';
import { Validated } from '../validated.js';

@ApiTags('indications')
@Controller('v1/indications')
export class IndicationsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: 'The eP-CSCF says that an identity can be lent again (TS 23.228 U.2.1.4)',
    description: 'Idempotent by itself: said again, it is ignored. With an Idempotency-Key it gets its first answer.',
    body: indicationBody,
    answers: { 200: { description: 'What it changed, and why', schema: indicationAnswer } },
    problems: ['operator-not-found', 'idempotency-key-reused', 'overloaded', 'lane-closed'],
    idempotencyKey: 'optional',
  })
  async indicate(
    @Headers('idempotency-key') key: string | undefined,
    @Body(new Validated(indicationBody)) body: z.infer<typeof indicationBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const commandId = readIdempotencyKey(key) ?? (randomUUID() as CommandId);
    return answer(reply, await this.commands.execute(new IndicateCommand({ type: 'Indicate', commandId, ...body })));
  }
}
