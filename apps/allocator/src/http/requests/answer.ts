import { answerOf, retryAfterSeconds } from '@allocator/contracts';
import type { Instant, Outcome } from '@allocator/domain';
import type { FastifyReply } from 'fastify';

/** To whom a pool does not belong, it is not there. (Over Kafka, where the topic says who asks, it is refused by name.) */
export function hidden(outcome: Outcome, unknown: 'pool-not-found' | 'assignment-not-found'): Outcome {
  const isForeign = outcome.kind === 'refused' && outcome.refusal.code === 'not-your-pool';
  return isForeign ? { kind: 'refused', refusal: { code: unknown } } : outcome;
}

/** Writes the outcome's status and headers; its body is what is returned. */
export function answer(reply: FastifyReply, outcome: Outcome): object {
  const { status, body } = answerOf(outcome);
  const retryAfter = retryAfterSeconds(outcome, Date.now() as Instant);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (outcome.kind === 'refused') void reply.type('application/problem+json');
  void reply.status(status);
  return body;
}
