import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AddRouteConfig } from '../routes/add-route-config.js';

/** Limits of a route that differ from those of most. */
export interface RouteLimits {
  /** Largest JSON body in bytes; `bodyBytesMax` by default. */
  readonly bodyBytesMax?: number;
  /**
   * Which of a tenant's budgets of concurrent requests it uses: that of history, also for a write that searches history, or that
   * of the current state. `events` is that of history, except for followers, which have a limit of their own. Every GET with an
   * access role states it: apps/allocator/test/limits-of-routes.spec.ts.
   */
  readonly budget?: 'history' | 'events' | 'state';
}

declare module 'fastify' {
  interface FastifyContextConfig {
    limits?: RouteLimits;
  }
}

/** Where OpenAPI operations keep the limits until the document is completed. */
export const limitsExtension = 'x-limits';

/** States the limits of a handler. */
export function Limits(limits: RouteLimits): MethodDecorator {
  return applyDecorators(AddRouteConfig({ limits }), ApiExtension(limitsExtension, limits));
}
