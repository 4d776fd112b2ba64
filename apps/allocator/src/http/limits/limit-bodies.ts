import type { FastifyInstance } from 'fastify';
import type { RouteLimits } from './limits.js';

/** Largest JSON body in bytes, unless the route states another: one command, or one set of terms. */
export const bodyBytesMax = 8_192;

export function bodyBytesMaxOf(limits: RouteLimits | undefined): number {
  return limits?.bodyBytesMax ?? bodyBytesMax;
}

/** Sets the limit of each route. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = bodyBytesMaxOf(route.config?.limits);
  });
}
