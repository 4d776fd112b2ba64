import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a limit has counted for a request. */
export interface Counted {
  /** Called before the handler, when the body has been read. */
  readonly onDeciding?: (request: FastifyRequest) => void;
  /** Called once, when the request is over. */
  readonly onOver: () => void;
}

interface State {
  readonly counted: Counted[];
  isDeciding: boolean;
  isClosed: boolean;
}

/**
 * The requests that limits count until they are over. A request is over when its response is closed and its handler, if it was
 * called, has finished. So a client that disconnects early makes no room for further requests while the handler still works.
 */
export class RequestsInProgress {
  private readonly states = new WeakMap<FastifyRequest, State>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('preHandler', (request, _reply, done) => {
      const state = this.states.get(request);
      if (state !== undefined) {
        state.isDeciding = true;
        for (const { onDeciding } of state.counted) onDeciding?.(request);
      }
      done();
    });
    fastify.addHook('onSend', (request, _reply, _payload, done) => {
      const state = this.states.get(request);
      if (state !== undefined) {
        state.isDeciding = false;
        this.endIfOver(request, state);
      }
      done();
    });
  }

  count(request: FastifyRequest, reply: FastifyReply, counted: Counted): void {
    const known = this.states.get(request);
    if (known !== undefined) {
      known.counted.push(counted);
      return;
    }
    const state = { counted: [counted], isDeciding: false, isClosed: false };
    this.states.set(request, state);
    // Fastify calls no `onResponse` hook for a connection that breaks.
    reply.raw.once('close', () => {
      state.isClosed = true;
      this.endIfOver(request, state);
    });
  }

  private endIfOver(request: FastifyRequest, { counted, isDeciding, isClosed }: State): void {
    if (isDeciding || !isClosed) return;
    this.states.delete(request);
    for (const { onOver } of counted.splice(0)) onOver();
  }
}
