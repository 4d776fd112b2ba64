import { RelayService } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { KafkaEventTopic } from '@allocator/kafka';
import { PostgresLaneClaims } from '@allocator/postgres';
import type { Database, PostgresEventReader } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { Config } from '../config/config.js';
import type { Health } from '../health/health.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';

/** Undefined in a process without the role `relay`, or without Kafka. */
export const RELAY = Symbol('RelayRole');

export interface RelayRole extends Service {
  notice(lane: Lane): void;
}

/** The role `relay`: publishes the store's events to Kafka. One process at a time publishes a lane. */
export function createRelayRole(
  { roles }: Config,
  database: Database,
  reader: PostgresEventReader,
  connection: KafkaConnection | undefined,
  health: Health,
  log: Log,
): RelayRole | undefined {
  if (!roles.has('relay') || connection === undefined) return undefined;
  const { kafka, names, lanes, settings } = connection;
  const topic = new KafkaEventTopic(kafka, names, lanes, settings);
  const claims = new PostgresLaneClaims(database.clientConfig);
  const relay = new RelayService({ events: reader, topic, claims, closer: reader }, log);
  health.watch({ relay: () => relay.status() });
  return {
    start: () => relay.start(),
    stop: async () => {
      await relay.stop();
      await claims.close();
    },
    notice: (lane) => {
      relay.notice(lane);
    },
  };
}
