import type { Span, Tracing } from '@allocator/runtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** The methods of RFC 9110 and RFC 5789: any other is one value, so that callers cannot invent names. */
const knownMethods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/**
 * A span for each request, from its headers to the end of its answer, with the caller's span (`traceparent`) as its parent. It has the route
 * and not the path, which can contain an identity. Call it before other hooks are added: the span then covers what they refuse.
 */
export function traceRequests(fastify: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', (request, { raw }, done) => {
    const { headers, method: sent, routeOptions } = request;
    const method = knownMethods.has(sent) ? sent : '_OTHER';
    const route = routeOptions.url;
    const span = tracing.begin({
      name: `${method === '_OTHER' ? 'HTTP' : method}${route === undefined ? '' : ` ${route}`}`,
      kind: 'server',
      parent: headers,
      attributes: { 'http.request.method': method, ...(route !== undefined && { 'http.route': route }) },
    });
    spans.set(request, span);
    // Fastify calls no `onResponse` hook for a connection that breaks.
    raw.once('close', () => {
      if (raw.headersSent) {
        span.setAttribute('http.response.status_code', raw.statusCode);
        if (raw.statusCode >= 500) span.fail(String(raw.statusCode));
      } else {
        span.fail('connection-closed');
      }
      span.end();
    });
    done();
  });
  // The body arrives in events of the connection, which belong to no request: the handler gets its span again.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else tracing.within(span, done);
  });
}
