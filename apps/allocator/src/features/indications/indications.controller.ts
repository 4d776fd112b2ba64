import { indicationAnswer, indicationBody, indicationCommandAnswer } from '@allocator/contracts';
import type { IndicationAnswer, Problem } from '@allocator/contracts';
import type { CommandId } from '@allocator/domain';
import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Describe } from '../../http/openapi/describe.js';
import { answer } from '../../http/requests/answer.js';
import { OptionalIdempotencyKey } from '../../http/requests/idempotency-key.js';
import { ValidBody } from '../../http/requests/valid-body.js';
import { IndicateCommand } from './indicate-command.handler.js';

@ApiTags('indications')
@Controller('v1/indications')
export class IndicationsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Access('ep-cscf')
  @HttpCode(200)
  @Describe({
    summary: 'Indicate that an identity can be assigned again (TS 23.228 U.2.1.4)',
    description:
      'Frees the identity now, on proof that no registration exists and none can follow, or changes nothing. docs/indications.md ' +
      'lists every reason and what to do. Idempotent without a key: a repeated indication is ignored. With an Idempotency-Key it gets its first answer.',
    body: indicationBody,
    answers: { 200: { description: 'What it changed, and why', schema: indicationAnswer } },
    problems: ['operator-not-found', 'not-your-operator', 'idempotency-key-reused', 'overloaded', 'lane-closed'],
    idempotencyKey: 'optional',
  })
  async sendIndication(
    @CurrentCaller() caller: Caller,
    @OptionalIdempotencyKey() commandId: CommandId | undefined,
    @ValidBody(indicationBody) body: z.infer<typeof indicationBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IndicationAnswer | Problem> {
    const outcome = await this.commands.execute(new IndicateCommand(caller, commandId, body));
    return answer(reply, outcome, indicationCommandAnswer);
  }
}
