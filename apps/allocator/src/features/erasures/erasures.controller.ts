import {
  erasureAnswer,
  erasureBody,
  erasureBodyOf,
  erasurePlannedAnswer,
  erasurePlannedBodyOf,
  poolId,
} from '@allocator/contracts';
import type { AnswerType } from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Describe } from '../../http/openapi/describe.js';
import { ValidBody, ValidParam } from '../../http/requests/valid-body.js';
import { EraseSubjectCommand } from './erase-subject-command.handler.js';

@ApiTags('pools')
@Controller('v1/pools/:poolId/erasures')
export class ErasuresController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Access('wwsf')
  @HttpCode(200)
  @Describe({
    summary: "Erase a WWSF's reference to its user",
    description:
      'Events and hashes do not change: they contain the opaque id of the subject only. Commands over Kafka that were answered are deleted. ' +
      'Afterwards the same reference is a new subject. While the subject holds an identity, the erasure waits for the end of its last lease: ' +
      'until then the audit names the subject, and the limits per subject apply. Repeat the request to get the current state.',
    body: erasureBody,
    answers: {
      200: { description: 'Erased, and since when', schema: erasureAnswer },
      202: { description: 'Recorded: it is erased when its last lease is over', schema: erasurePlannedAnswer },
    },
    problems: ['pool-not-found', 'subject-not-found', 'legal-hold', 'lane-closed', 'kafka-unavailable'],
  })
  async eraseSubject(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidBody(erasureBody) { subject }: z.infer<typeof erasureBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswerType<typeof erasureAnswer | typeof erasurePlannedAnswer>> {
    const erasure = await this.commands.execute(new EraseSubjectCommand(caller, pool, subject));
    if (erasure.kind === 'erased') return erasureBodyOf(erasure.subjectId, erasure.erasedAt);
    void reply.status(202);
    return erasurePlannedBodyOf(erasure.subjectId, erasure.erasesAt);
  }
}
