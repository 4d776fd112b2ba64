import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Has a request counted until it is over. */
export type CountUntilOver<T> = (request: FastifyRequest, reply: FastifyReply, counted: T) => void;

/**
 * A request is over when its connection is done with it and, where it came to be decided, when that is done too: whoever sends and
 * hangs up has not made room for more.
 * @param end called once for each request that was counted
 */
export function countUntilOver<T>(fastify: FastifyInstance, end: (counted: T) => void): CountUntilOver<T> {
  const underWay = new WeakMap<FastifyRequest, { readonly counted: T; isDeciding: boolean; isClosed: boolean }>();
  const endIfOver = (request: FastifyRequest): void => {
    const state = underWay.get(request);
    if (state === undefined || state.isDeciding || !state.isClosed) return;
    underWay.delete(request);
    end(state.counted);
  };
  fastify.addHook('preHandler', (request, _reply, done) => {
    const state = underWay.get(request);
    if (state !== undefined) state.isDeciding = true;
    done();
  });
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    const state = underWay.get(request);
    if (state !== undefined) state.isDeciding = false;
    endIfOver(request);
    done();
  });
  return (request, reply, counted) => {
    const state = { counted, isDeciding: false, isClosed: false };
    underWay.set(request, state);
    // A connection that breaks has no response that Fastify would tell of.
    reply.raw.once('close', () => {
      state.isClosed = true;
      endIfOver(request);
    });
  };
}
