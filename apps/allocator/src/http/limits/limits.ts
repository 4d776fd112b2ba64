import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AddRouteConfig } from '../routes/add-route-config.js';

/** Limits of a route that differ from those of most. */
export interface RouteLimits {
  /** Largest JSON body in bytes; `bodyBytesMax` by default. */
  readonly bodyBytesMax?: number;
  /** What it reads: many rows of history, or events, which can be followed. By default, a GET reads the current state. */
  readonly reads?: 'history' | 'events';
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
