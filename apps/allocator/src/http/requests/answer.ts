import { answerOf, retryAfterSeconds } from '@allocator/contracts';
import type { Instant, Outcome } from '@allocator/domain';
import type { FastifyReply } from 'fastify';

/** Writes the outcome's status and headers. @returns its body */
export function answer(reply: FastifyReply, outcome: Outcome): object {
  const { status, body } = answerOf(outcome);
  const retryAfter = retryAfterSeconds(outcome, Date.now() as Instant);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (outcome.kind === 'refused') void reply.type('application/problem+json');
  void reply.status(status);
  return body;
}
