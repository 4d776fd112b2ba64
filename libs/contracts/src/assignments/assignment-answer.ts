import type { Assignment } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { z } from 'zod';
import { problem } from '../problems/problems.js';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import {
  assignmentId,
  commandId,
  generationCount,
  impiText,
  impuTexts,
  instant,
  poolId,
  version,
} from '../values/ids.js';
import { batchCommandsMax } from './assign-body.js';

const assignmentExample = {
  assignmentId: exampleLease.assignmentId,
  ...exampleLease.identity,
  tokenSequence: exampleLease.tokenSequence,
  state: 'assigned',
  assignedAt: exampleLease.assignedAt,
  tokenExpiresAt: exampleLease.tokenExpiresAt,
  reassignableAt: exampleLease.reassignableAt,
  agreementVersion: 1,
  operatorVersion: 1,
};

export const assignmentAnswer = z
  .object({
    assignmentId,
    poolId,
    impi: impiText,
    impus: impuTexts,
    generation: generationCount.min(1).meta({ description: 'How often the identity has been assigned' }),
    tokenSequence: generationCount.min(1).meta({
      description:
        "Number of the assignment's newest token: 1, and one more for each prolongation. Write it into the token",
    }),
    state: z.enum(['assigned', 'released', 'expired']),
    assignedAt: instant,
    tokenExpiresAt: instant,
    reassignableAt: instant,
    agreementVersion: version,
    operatorVersion: version,
  })
  .meta({ id: 'Assignment', examples: [assignmentExample] });

export type AssignmentAnswer = AnswerType<typeof assignmentAnswer>;

/** The answer of one command of a batch or of a topic, as of the single call. */
export const commandOutcome = z.object({
  commandId,
  status: z.int().min(200).max(599),
  body: z.union([assignmentAnswer, problem]),
});
export const commandOutcomeExample = { commandId: exampleLease.commandId, status: 201, body: assignmentExample };

/** `POST /v1/pools/{poolId}/assignment-batches`: one outcome a command, in the same order. */
export const assignBatchAnswer = z
  .object({ outcomes: z.array(commandOutcome).max(batchCommandsMax) })
  .meta({ id: 'AssignBatchAnswer', examples: [{ outcomes: [commandOutcomeExample] }] });

export type AssignBatchAnswer = AnswerType<typeof assignBatchAnswer>;

export function assignmentBodyOf(assignment: Assignment): AssignmentAnswer {
  return {
    ...assignment,
    assignedAt: toIso(assignment.assignedAt),
    tokenExpiresAt: toIso(assignment.tokenExpiresAt),
    reassignableAt: toIso(assignment.reassignableAt),
  };
}
