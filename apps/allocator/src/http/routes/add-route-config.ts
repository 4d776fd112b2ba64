import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';

/** Adds to the configuration of a handler's route. `RouteConfig` alone replaces what another decorator has set. */
export function AddRouteConfig(part: FastifyContextConfig): MethodDecorator {
  return (target, name, descriptor) => {
    const { KEY } = RouteConfig(part);
    const others = Reflect.getMetadata(KEY, descriptor.value as object) as FastifyContextConfig | undefined;
    RouteConfig({ ...others, ...part })(target, name, descriptor);
  };
}
