import { CommitNews, RelayService, declareRelayMetrics } from '@allocator/application';
import { KafkaEventTopic } from '@allocator/kafka';
import { PostgresEventReader, PostgresLaneClaims } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Metrics, Service } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { Health } from '../health/health.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';
import { METRICS } from '../metrics/metrics.module.js';
import { DATABASE } from '../postgres/database.js';

/**
 * The role `relay`: publishes the store's events to Kafka. One process at a time publishes a lane. Does nothing without the role or
 * without Kafka.
 */
@Injectable()
export class RelayRole implements Service {
  private readonly relay: RelayService | undefined;
  private readonly claims: PostgresLaneClaims | undefined;

  constructor(
    @Inject(CONFIG) { roles }: Config,
    @Inject(DATABASE) { clientConfig }: Database,
    @Inject(KAFKA_CONNECTION) connection: KafkaConnection | undefined,
    @Inject(LOG) log: Log,
    @Inject(METRICS) metrics: Metrics,
    reader: PostgresEventReader,
    health: Health,
    news: CommitNews,
  ) {
    declareRelayMetrics(metrics, () => this.relay?.status() ?? []);
    if (!roles.has('relay') || connection === undefined) return;
    const { kafka, names, lanes, settings } = connection;
    const topic = new KafkaEventTopic(kafka, names, lanes, settings);
    const claims = new PostgresLaneClaims(clientConfig);
    const relay = new RelayService({ events: reader, topic, claims, closer: reader }, log);
    health.watch({ relay: () => relay.status() });
    news.listen((lane) => {
      relay.notice(lane);
    });
    this.relay = relay;
    this.claims = claims;
  }

  async start(): Promise<void> {
    await this.relay?.start();
  }

  async stop(): Promise<void> {
    await this.relay?.stop();
    await this.claims?.close();
  }
}
