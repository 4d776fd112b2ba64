import { retryAfterSeconds } from '@allocator/contracts';
import type { AnswerBody, ContractAnswer } from '@allocator/contracts';
import type { Instant, Outcome } from '@allocator/domain';
import type { FastifyReply } from 'fastify';

/**
 * Writes the status and the headers of a command's answer.
 * @param answerTo builds the answer of this kind of command
 * @returns its body
 */
export function answer<O extends Outcome, Body extends AnswerBody>(
  reply: FastifyReply,
  outcome: O,
  answerTo: (outcome: O) => ContractAnswer<Body>,
): Body {
  const { status, body } = answerTo(outcome);
  const retryAfter = retryAfterSeconds(outcome, Date.now() as Instant);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (outcome.kind === 'refused') void reply.type('application/problem+json');
  void reply.status(status);
  return body;
}
