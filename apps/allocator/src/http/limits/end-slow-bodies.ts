import type { FastifyInstance } from 'fastify';
import type { AnsweredProblems } from '../../metrics/answered-problems.js';
import { answerAndEnd } from '../connections/answer-unreadable.js';
import { isStreamed } from './take-bodies.js';

/** Time to receive a body that is not streamed. */
const bodyMsMax = 30_000;

/** Ends requests whose body takes longer than `bodyMsMax`. An import is a stream: it may take any time while data arrives. */
export function endSlowBodies(fastify: FastifyInstance, answered: AnsweredProblems): void {
  fastify.addHook('onRequest', ({ raw }, reply, done) => {
    if (!isStreamed(raw.headers['content-type']) && !raw.complete) {
      const late = setTimeout(() => {
        if (raw.complete) return;
        if (reply.sent) raw.destroy();
        else answerAndEnd(raw.socket, answered, 'request-timeout');
      }, bodyMsMax);
      raw.once('close', () => {
        clearTimeout(late);
      });
    }
    done();
  });
}
