import type { FastifyInstance } from 'fastify';

/** Largest JSON body in bytes on routes that are not listed below: one command, or one set of terms. */
export const bodyBytesMax = 8_192;

/** Largest JSON body in bytes on routes that need more, by method and path as registered. */
const larger: Readonly<Record<string, number>> = {
  // 32 realms and 128 number prefixes of maximum length.
  'PUT /v1/operators/:operatorId': 16_384,
  // 1,000 commands with references of maximum length, every character of them escaped.
  'POST /v1/pools/:poolId/assignment-batches': 2 * 1_048_576,
};

/** @param path as the route is registered: `/v1/pools/:poolId` */
export function bodyBytesMaxOf(method: string, path: string): number {
  return larger[`${method} ${path}`] ?? bodyBytesMax;
}

/** Sets the limit of each route: `bodyBytesMax` unless the route is listed above. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = bodyBytesMaxOf(String(route.method), route.url);
  });
}
