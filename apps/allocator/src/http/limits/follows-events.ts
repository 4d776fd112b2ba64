import type { FastifyRequest } from 'fastify';

/** Server-sent events (WHATWG HTML, clause 9.2). */
export const eventStream = 'text/event-stream';

/** Whether the request's `Accept` selects server-sent events. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return accept?.includes(eventStream) === true;
}

/** Whether a request for events stays open at the end of the lane: server-sent events always do. */
export function followsEvents({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): boolean {
  return (query as { follow?: unknown }).follow === 'true' || acceptsEventStream(headers.accept);
}
