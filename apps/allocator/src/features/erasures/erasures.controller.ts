import type { AllocationQueries, HandledCommands, SubjectErasure } from '@allocator/application';
import {
  erasureAnswer,
  erasureBody,
  erasureBodyOf,
  erasurePlannedAnswer,
  erasurePlannedBodyOf,
  poolId,
} from '@allocator/contracts';
import type { PoolId } from '@allocator/domain';
import { Body, Controller, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import type { Log } from '@allocator/runtime';
import { KafkaHandledCommands } from '@allocator/kafka';
import { PostgresQueries, PostgresSubjectErasure } from '@allocator/postgres';
import { LOG } from '../../config/create-log.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { Validated } from '../../http/requests/validated.js';

@ApiTags('pools')
@Controller('v1/pools/:poolId/erasures')
export class ErasuresController {
  constructor(
    private readonly tenancy: Tenancy,
    @Inject(PostgresSubjectErasure) private readonly erasure: SubjectErasure,
    @Inject(PostgresQueries) private readonly queries: AllocationQueries,
    @Inject(KafkaHandledCommands) private readonly commands: HandledCommands | undefined,
    @Inject(LOG) private readonly log: Log,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({
    summary: "Erase a WWSF's reference to its user",
    description:
      'Events and hashes stay as they are: they know the subject by its opaque id alone. Commands over Kafka that were answered are deleted. ' +
      'The same reference is a new subject afterwards. While the subject holds an identity the erasure waits for the end of its last lease: ' +
      'until then the audit names the subject, and the limits for one subject hold. Repeat the request to get the current state.',
    body: erasureBody,
    answers: {
      200: { description: 'Erased, and since when', schema: erasureAnswer },
      202: { description: 'Recorded: it is erased when its last lease is over', schema: erasurePlannedAnswer },
    },
    problems: ['pool-not-found', 'subject-not-found', 'legal-hold', 'lane-closed', 'kafka-unavailable'],
  })
  async eraseSubject(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Body(new Validated(erasureBody)) { subject }: z.infer<typeof erasureBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    if (!(await this.tenancy.maySee(caller, pool))) throw new ProblemError('pool-not-found');
    const askedBy = { person: caller.subject, client: caller.client };
    const erasure = await this.erasure.erase(pool, subject, askedBy);
    switch (erasure.kind) {
      case 'held':
        throw new ProblemError('legal-hold');
      case 'planned':
        void reply.status(202);
        return erasurePlannedBodyOf(erasure.subjectId, erasure.erasesAt);
      case 'unknown':
        // An earlier attempt may have failed after the change of the store.
        await this.forgetCommands(pool);
        throw new ProblemError('subject-not-found');
      case 'erased':
        await this.forgetCommands(pool);
        return erasureBodyOf(erasure.subjectId, erasure.erasedAt);
    }
  }

  private async forgetCommands(pool: PoolId): Promise<void> {
    const terms = await this.queries.pool(pool);
    if (terms === undefined || this.commands === undefined) return;
    try {
      await this.commands.forget(terms.wwsfId);
    } catch (error) {
      this.log.warn({ code: 'commands-not-forgotten', err: error }, 'Kafka did not delete the commands of a WWSF');
      throw new ProblemError('kafka-unavailable');
    }
  }
}
