import type { Log, Metrics, PrometheusMetrics } from '@allocator/runtime';
import { noMetrics } from '@allocator/runtime';
import { Global, Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { StopFailures } from '../lifecycle/stop-failures.js';
import { AnsweredProblems } from './answered-problems.js';
import { MetricsPortError, MetricsServer } from './metrics-server.js';

/** What every part of the process declares its metrics with. */
export const METRICS = Symbol('Metrics');

/** The metrics of the process, and their port. The only global module with a hook, so it stops last. */
@Global()
@Module({})
export class MetricsModule implements OnApplicationShutdown {
  constructor(
    @Inject(MetricsServer) private readonly server: MetricsServer | undefined,
    private readonly failures: StopFailures,
  ) {}

  /** @param metrics undefined: nothing is measured */
  static with(metrics: PrometheusMetrics | undefined, answered: AnsweredProblems): DynamicModule {
    return {
      module: MetricsModule,
      providers: [
        {
          provide: MetricsServer,
          inject: [CONFIG, LOG],
          useFactory: (config: Config, log: Log) => metrics && listen(config, metrics, log),
        },
        // The database is opened with it, so the port listens first: a port in use ends the start before anything else has begun.
        { provide: METRICS, inject: [MetricsServer], useFactory: (): Metrics => metrics ?? noMetrics },
        { provide: AnsweredProblems, useValue: answered },
      ],
      exports: [METRICS, AnsweredProblems],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.failures.collect(this.server?.close());
  }
}

/** Undefined if the process has no metrics port. Throws `MetricsPortError`. */
async function listen(
  { metrics: address }: Config,
  metrics: PrometheusMetrics,
  log: Log,
): Promise<MetricsServer | undefined> {
  if (address === 'off') return undefined;
  try {
    const server = await MetricsServer.listen(address, metrics, log);
    log.info({ code: 'metrics-listening', host: address.host, port: server.port }, 'metrics are served');
    return server;
  } catch (error) {
    if (!address.isOptional || !(error instanceof MetricsPortError)) throw error;
    const { host, port } = address;
    log.warn(
      { code: 'metrics-port-in-use', host, port },
      'METRICS_PORT is not set, and its default is in use: no metrics',
    );
    return undefined;
  }
}
