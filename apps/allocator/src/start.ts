import 'reflect-metadata';
import { noMetrics } from '@allocator/runtime';
import type { Log, PrometheusMetrics } from '@allocator/runtime';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { countLines } from './config/count-lines.js';
import { createLog } from './config/create-log.js';
import { nestLogger } from './config/nest-logger.js';
import { exitCodeOf } from './exit-code-of.js';
import { Health } from './health/health.js';
import { createAdapter } from './http/create-adapter.js';
import { serveDocs } from './http/openapi/serve-docs.js';
import { StopFailures } from './lifecycle/stop-failures.js';
import { stopOnSignal } from './lifecycle/stop-on-signal.js';
import { AnsweredProblems } from './metrics/answered-problems.js';
import { openMetrics } from './metrics/open-metrics.js';

/** TCP accept backlog (capped by `net.core.somaxconn`): beyond it, a caller's system retries after 1 s, and then 3 s. */
const backlogMax = 4_096;

/** Starts the process; if that fails, logs why and exits. */
export async function start(config: Config): Promise<void> {
  const metrics = await openMetrics(config);
  const log = countLines(createLog(config.logLevel), metrics ?? noMetrics);
  try {
    await serve(config, log, metrics);
  } catch (error) {
    const code = exitCodeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    log.error({ code: 'start-failed', ...(code === 2 ? {} : { err: error }) }, message);
    process.exit(code);
  }
}

/** Nest starts the services of the process before the server listens, and stops them after it has closed: see `runs`. */
async function serve(config: Config, log: Log, metrics: PrometheusMetrics | undefined): Promise<void> {
  const { host, port, roles, auth } = config;
  const answered = new AnsweredProblems(metrics ?? noMetrics);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoles(config, log, metrics, answered),
    await createAdapter(config, log, answered),
    { logger: nestLogger(log), bodyParser: false, abortOnError: false },
  );
  serveDocs(app, config, log);
  stopOnSignal(log, async () => {
    await app.close();
    app.get(StopFailures).throwIfAny();
  });
  await app.listen({ port, host, backlog: backlogMax });
  app.get(Health).started();
  log.info({ code: 'started', host, port, roles: [...roles] }, 'the service has started');
  if (!roles.has('api') || auth !== 'off') return;
  log.warn({ code: 'authentication-off', host }, 'AUTH=off: every caller has every role, without a token');
}
