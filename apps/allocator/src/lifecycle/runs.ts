import type { Service } from '@allocator/runtime';
import type { FactoryProvider, InjectionToken, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { StopFailures } from './stop-failures.js';

/** Starts a service before the server listens, and stops it after the server has closed. */
class ServiceLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly service: Service,
    private readonly failures: StopFailures,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.service.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.failures.collect(this.service.stop());
  }
}

/**
 * Makes Nest start and stop the service that the module provides under the token. A module starts after the modules that it imports
 * and stops before them, and a service after, and before, those that are injected into it.
 */
export function runs(service: InjectionToken): FactoryProvider<ServiceLifecycle> {
  return {
    provide: Symbol(`lifecycle of ${typeof service === 'function' ? service.name : String(service)}`),
    inject: [service, StopFailures],
    useFactory: (running: Service, failures: StopFailures) => new ServiceLifecycle(running, failures),
  };
}
