import { CommitNews, wokenBy } from '@allocator/application';
import { CommandIntake, IntakeMetrics } from '@allocator/kafka';
import { PostgresQueries } from '@allocator/postgres';
import type { Log, Metrics, Tracing } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { LOG } from '../config/create-log.js';
import { Health } from '../health/health.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';
import { StopFailures } from '../lifecycle/stop-failures.js';
import { METRICS } from '../metrics/metrics.module.js';
import { TRACING } from '../tracing/tracing.module.js';
import { KafkaCommands } from './kafka-commands.js';
import { Tenants } from './tenants.js';

/** Consumes the commands of all WWSFs that have an agreement. Does nothing without Kafka. */
@Injectable()
export class IntakeRole implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly intake: CommandIntake | undefined;
  private readonly tenants: Tenants | undefined;

  constructor(
    @Inject(KAFKA_CONNECTION) connection: KafkaConnection | undefined,
    @Inject(LOG) log: Log,
    @Inject(TRACING) tracing: Tracing | undefined,
    @Inject(METRICS) metrics: Metrics,
    commands: KafkaCommands,
    queries: PostgresQueries,
    health: Health,
    news: CommitNews,
    private readonly failures: StopFailures,
  ) {
    const intakeMetrics = new IntakeMetrics(metrics);
    intakeMetrics.watch(() => this.intake?.use() ?? { intakes: [], wwsfsOverLimit: 0 });
    if (connection === undefined) return;
    const intake = new CommandIntake({
      ...connection,
      log,
      tracing,
      metrics: intakeMetrics,
      handler: (wwsfId, records) => commands.handle(wwsfId, records),
    });
    health.watch({
      commands: () => ({
        waiting: intake.use().intakes.reduce((sum, { lag }) => sum + lag, 0),
        deadLetters: intakeMetrics.deadLetterCount,
        failures: intake.status(),
      }),
    });
    this.intake = intake;
    this.tenants = wokenBy(news, new Tenants(queries, intake, log));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.tenants?.start();
    await this.intake?.start();
  }

  /** Before the server closes: what was consumed is decided, and its answers are published. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.failures.collect(this.tenants?.stop());
    await this.failures.collect(this.intake?.stop());
  }
}
