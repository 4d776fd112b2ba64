import {
  answerOf,
  assignBatchAnswer,
  assignBatchBody,
  assignBody,
  assignmentAnswer,
  assignmentBody,
  assignmentId,
  emptyBody,
  poolId,
  problemOf,
} from '@allocator/contracts';
import type { ContractAnswer } from '@allocator/contracts';
import type { NotDecided } from '@allocator/application';
import type { Assign, AssignmentId, CommandId, PoolId, Subject, SubjectId, WwsfId } from '@allocator/domain';
import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '../../http/access/caller.js';
import { Tenancy, wwsfOf } from '../../http/access/tenancy.js';
import { Who } from '../../http/access/who.js';
import { answer, hidden } from '../../http/requests/answer.js';
import { SubmitCommand, SubmitCommands } from './submit.js';
import { IdempotencyKey } from '../../http/requests/idempotency-key.js';
import { Describe } from '../../http/openapi/describe.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { problemBehind } from '../../http/problems/problem-filter.js';
import { AssignmentQuery } from '../stock/read.js';
import { Validated } from '../../http/requests/validated.js';

type AssignBatch = z.infer<typeof assignBatchBody>;

@ApiTags('assignments')
@Controller('v1')
export class AssignmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly tenancy: Tenancy,
  ) {}

  @Post('pools/:poolId/assignments')
  @Describe({
    summary: 'Lend an identity of the pool to a client',
    body: assignBody,
    answers: {
      201: { description: 'Lent', schema: assignmentAnswer },
      200: { description: 'The subject already held this one (`repeatSubject: "same"`)', schema: assignmentAnswer },
    },
    problems: [
      'pool-not-found',
      'agreement-suspended',
      'agreement-infeasible',
      'anonymous-refused',
      'subject-already-assigned',
      'subject-limit-reached',
      'anonymous-share-used',
      'pool-exhausted',
      'idempotency-key-reused',
      'overloaded',
      'lane-closed',
    ],
    idempotencyKey: 'required',
  })
  async assign(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @IdempotencyKey() commandId: CommandId,
    @Body(new Validated(assignBody)) body: { subject: Subject },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = assignCommand(wwsfOf(caller), pool, commandId, body.subject);
    const outcome = await this.commands.execute(new SubmitCommand(command));
    return answer(reply, hidden(outcome, 'pool-not-found'));
  }

  @Post('pools/:poolId/assignment-batches')
  @HttpCode(200)
  @Describe({
    summary: 'Lend up to 1,000 identities of the pool in one request',
    description: 'The outcomes stand in the order of the commands; each is what the single call would answer.',
    body: assignBatchBody,
    answers: {
      200: {
        description: 'An outcome for each command',
        schema: assignBatchAnswer,
      },
    },
  })
  async assignBatch(
    @Who() caller: Caller,
    @Param('poolId', new Validated(poolId, 'path')) pool: PoolId,
    @Body(new Validated(assignBatchBody)) { commands }: AssignBatch,
  ): Promise<object> {
    const wwsfId = wwsfOf(caller);
    const answers = await this.commands.execute(
      new SubmitCommands(commands.map(({ commandId, subject }) => assignCommand(wwsfId, pool, commandId, subject))),
    );
    const outcomes = answers.map((answered, index) => ({
      commandId: commands[index]?.commandId,
      ...(answered.kind === 'not-decided' ? notDecided(answered) : answerOf(hidden(answered, 'pool-not-found'))),
    }));
    return { outcomes };
  }

  @Get('assignments/:assignmentId')
  @Describe({
    summary: 'An assignment as it stands',
    answers: { 200: { description: 'The assignment', schema: assignmentAnswer } },
    problems: ['assignment-not-found'],
  })
  async readAssignment(
    @Who() caller: Caller,
    @Param('assignmentId', new Validated(assignmentId, 'path')) id: AssignmentId,
  ): Promise<object> {
    const found = await this.queries.execute(new AssignmentQuery(id));
    if (found === undefined || !(await this.tenancy.maySee(caller, found.poolId)))
      throw new ProblemError('assignment-not-found');
    return assignmentBody(found);
  }

  @Post('assignments/:assignmentId/release')
  @HttpCode(200)
  @Describe({
    summary: 'Say that the client has gone',
    description: 'A hint: it is recorded, and `reassignableAt` stays as it is.',
    answers: { 200: { description: 'The assignment', schema: assignmentAnswer } },
    problems: ['assignment-not-found', 'idempotency-key-reused', 'overloaded', 'lane-closed'],
    idempotencyKey: 'required',
  })
  async release(
    @Who() caller: Caller,
    @Param('assignmentId', new Validated(assignmentId, 'path')) id: AssignmentId,
    @IdempotencyKey() commandId: CommandId,
    @Body(new Validated(emptyBody)) _: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = { type: 'Release', commandId, assignmentId: id, wwsfId: wwsfOf(caller) } as const;
    const outcome = await this.commands.execute(new SubmitCommand(command));
    return answer(reply, hidden(outcome, 'assignment-not-found'));
  }

  @Post('assignments/:assignmentId/prolong')
  @HttpCode(200)
  @Describe({
    summary: 'A new token for the same holder, and a later bound',
    description:
      'The new token has the next `tokenSequence` and ends at `tokenExpiresAt`, on the terms of today; former tokens live on to their own end.',
    answers: { 200: { description: 'The assignment', schema: assignmentAnswer } },
    problems: [
      'assignment-not-found',
      'assignment-lapsed',
      'assignment-released',
      'held-after-restore',
      'agreement-suspended',
      'agreement-infeasible',
      'identity-suspended',
      'identity-retired',
      'idempotency-key-reused',
      'overloaded',
      'lane-closed',
    ],
    idempotencyKey: 'required',
  })
  async prolong(
    @Who() caller: Caller,
    @Param('assignmentId', new Validated(assignmentId, 'path')) id: AssignmentId,
    @IdempotencyKey() commandId: CommandId,
    @Body(new Validated(emptyBody)) _: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const command = { type: 'Prolong', commandId, assignmentId: id, wwsfId: wwsfOf(caller) } as const;
    const outcome = await this.commands.execute(new SubmitCommand(command));
    return answer(reply, hidden(outcome, 'assignment-not-found'));
  }
}

function assignCommand(wwsfId: WwsfId | null, poolId: PoolId, commandId: CommandId, subject: Subject): Assign {
  const proposedSubjectId = randomUUID() as SubjectId;
  return { type: 'Assign', commandId, poolId, wwsfId, subject, proposedSubjectId };
}

/** Within a batch, a command that was not decided says so in its own place, as the single call would. */
function notDecided({ error }: NotDecided): ContractAnswer {
  const problem = problemBehind(error)?.problem ?? problemOf('internal-error');
  return { status: problem.status, body: problem };
}
