import type { FastifyInstance } from 'fastify';

/** What describes the contract, as the process serves it. */
export const documentPaths: readonly string[] = [
  '/docs-json',
  '/docs-yaml',
  '/docs/asyncapi.json',
  '/docs/swagger-ui-init.js',
];

/**
 * Serves documents that never change from their first answer. Making one costs up to 100 ms of the event loop, and anyone may request
 * it, as often as they like.
 */
export function keepDocuments(fastify: FastifyInstance, paths: readonly string[]): void {
  const kept = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const document = kept.get(request.routeOptions.url ?? '');
    if (document === undefined) done();
    else void reply.type(document.type).send(document.bytes);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const path = request.routeOptions.url ?? '';
    const isDocument = reply.statusCode === 200 && paths.includes(path);
    if (isDocument && typeof payload === 'string' && !kept.has(path)) {
      kept.set(path, { type: String(reply.getHeader('content-type')), bytes: Buffer.from(payload) });
    }
    done(null, payload);
  });
}
