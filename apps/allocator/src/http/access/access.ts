import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AddRouteConfig } from '../routes/add-route-config.js';
import type { AccessRole } from './caller.js';

/** Who may call a route: callers with one of these access roles, or anyone, without a token. */
export type AccessRule = 'anyone' | readonly AccessRole[];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Undefined: no caller may call the route. */
    access?: AccessRule;
  }
}

/** Where OpenAPI operations keep the rule until the document is completed. */
export const accessExtension = 'x-access';

/**
 * States who may call a handler. A handler without it answers 403 to every caller. Of what a role may call, a caller sees its own
 * alone: see `Tenancy`.
 */
export function Access(...rule: readonly ['anyone'] | readonly AccessRole[]): MethodDecorator {
  const [first] = rule;
  const access: AccessRule = first === 'anyone' ? first : (rule as readonly AccessRole[]);
  return applyDecorators(AddRouteConfig({ access }), ApiExtension(accessExtension, access));
}
