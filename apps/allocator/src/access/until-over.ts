import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Counts a request until it is over. */
export type CountUntilOver<T> = (request: FastifyRequest, reply: FastifyReply, counted: T) => void;

/**
 * A request is over when its response is closed and its handler, if it was called, has finished. So a client that disconnects
 * early does not make room for further requests while its work goes on.
 * @param end called once for each counted request
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
    // Fastify calls no `onResponse` hook for a connection that breaks.
    reply.raw.once('close', () => {
      state.isClosed = true;
      endIfOver(request);
    });
  };
}
