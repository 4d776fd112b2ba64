import type { NotDecided } from '@allocator/application';
import {
  assignBatchAnswer,
  assignBatchBody,
  assignBody,
  assignmentAnswer,
  assignmentBodyOf,
  assignmentCommandAnswer,
  assignmentId,
  emptyBody,
  poolId,
  problemOf,
} from '@allocator/contracts';
import type { AssignBatchAnswer, AssignmentAnswer, ContractAnswer, Problem } from '@allocator/contracts';
import type { AssignmentId, CommandId, PoolId } from '@allocator/domain';
import { Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access } from '../../http/access/access.js';
import type { Caller } from '../../http/access/caller.js';
import { wwsfOf } from '../../http/access/tenancy.js';
import { CurrentCaller } from '../../http/access/current-caller.js';
import { Limits } from '../../http/limits/limits.js';
import { Describe } from '../../http/openapi/describe.js';
import { problemBehind } from '../../http/problems/problem-filter.js';
import { answer } from '../../http/requests/answer.js';
import { IdempotencyKey } from '../../http/requests/idempotency-key.js';
import { ValidBody, ValidParam } from '../../http/requests/valid-body.js';
import type { AssignmentCommand, AssignmentOutcome } from './assignment-command.js';
import { AssignmentQuery } from './assignment-query.handler.js';
import { SubmitCommand, SubmitCommands } from './submit-command.handler.js';

@ApiTags('assignments')
@Controller('v1')
export class AssignmentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('pools/:poolId/assignments')
  @Access('wwsf')
  @Describe({
    summary: 'Assign an identity of the pool to a subject',
    body: assignBody,
    answers: {
      201: { description: 'Assigned', schema: assignmentAnswer },
      200: { description: 'The subject already holds this one (`repeatSubject: "same"`)', schema: assignmentAnswer },
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
  assignIdentity(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidBody(assignBody) { subject }: z.infer<typeof assignBody>,
    @IdempotencyKey() commandId: CommandId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentAnswer | Problem> {
    return this.submit(reply, { type: 'Assign', commandId, poolId: pool, wwsfId: wwsfOf(caller), subject });
  }

  @Post('pools/:poolId/assignment-batches')
  @Access('wwsf')
  // 1,000 commands with references of maximum length, every character of them escaped.
  @Limits({ bodyBytesMax: 2 * 1_048_576 })
  @HttpCode(200)
  @Describe({
    summary: 'Assign up to 1,000 identities of the pool in one request',
    description: 'The outcomes are in the order of the commands. Each equals the answer of the single call.',
    body: assignBatchBody,
    answers: { 200: { description: 'An outcome for each command', schema: assignBatchAnswer } },
  })
  async assignIdentities(
    @CurrentCaller() caller: Caller,
    @ValidParam('poolId', poolId) pool: PoolId,
    @ValidBody(assignBatchBody) { commands }: z.infer<typeof assignBatchBody>,
  ): Promise<AssignBatchAnswer> {
    const wwsfId = wwsfOf(caller);
    const answered = await this.commands.execute(
      new SubmitCommands(
        commands.map((command) => ({ type: 'Assign', poolId: pool, wwsfId, ...command })),
        'http',
      ),
    );
    return { outcomes: answered.map(({ commandId, answer: each }) => ({ commandId, ...outcomeOf(each) })) };
  }

  @Get('assignments/:assignmentId')
  @Access('wwsf')
  @Limits({ budget: 'state' })
  @Describe({
    summary: 'The current state of an assignment',
    answers: { 200: { description: 'The assignment', schema: assignmentAnswer } },
    problems: ['assignment-not-found'],
  })
  async getAssignment(
    @CurrentCaller() caller: Caller,
    @ValidParam('assignmentId', assignmentId) id: AssignmentId,
  ): Promise<AssignmentAnswer> {
    return assignmentBodyOf(await this.queries.execute(new AssignmentQuery(caller, id)));
  }

  @Post('assignments/:assignmentId/release')
  @Access('wwsf')
  @HttpCode(200)
  @Describe({
    summary: 'Report that the subject has left',
    description: 'A hint: it is recorded, and `reassignableAt` does not change.',
    answers: { 200: { description: 'The assignment', schema: assignmentAnswer } },
    problems: ['assignment-not-found', 'idempotency-key-reused', 'overloaded', 'lane-closed'],
    idempotencyKey: 'required',
  })
  releaseAssignment(
    @CurrentCaller() caller: Caller,
    @ValidParam('assignmentId', assignmentId) id: AssignmentId,
    @ValidBody(emptyBody) _: z.infer<typeof emptyBody>,
    @IdempotencyKey() commandId: CommandId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentAnswer | Problem> {
    return this.submit(reply, { type: 'Release', commandId, assignmentId: id, wwsfId: wwsfOf(caller) });
  }

  @Post('assignments/:assignmentId/prolong')
  @Access('wwsf')
  @HttpCode(200)
  @Describe({
    summary: 'Prolong an assignment: a new token for the same holder, and a later bound',
    description:
      'The new token has the next `tokenSequence` and ends at `tokenExpiresAt`, under the current terms. Earlier tokens stay valid until their own end.',
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
  prolongAssignment(
    @CurrentCaller() caller: Caller,
    @ValidParam('assignmentId', assignmentId) id: AssignmentId,
    @ValidBody(emptyBody) _: z.infer<typeof emptyBody>,
    @IdempotencyKey() commandId: CommandId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentAnswer | Problem> {
    return this.submit(reply, { type: 'Prolong', commandId, assignmentId: id, wwsfId: wwsfOf(caller) });
  }

  private async submit(reply: FastifyReply, command: AssignmentCommand): Promise<AssignmentAnswer | Problem> {
    return answer(reply, await this.commands.execute(new SubmitCommand(command)), assignmentCommandAnswer);
  }
}

/** As the single call would answer; a command that was not decided has the problem for which it would fail. */
function outcomeOf(answered: AssignmentOutcome | NotDecided): ContractAnswer<AssignmentAnswer | Problem> {
  if (answered.kind !== 'not-decided') return assignmentCommandAnswer(answered);
  const problem = problemBehind(answered.error)?.problem ?? problemOf('internal-error');
  return { status: problem.status, body: problem };
}
