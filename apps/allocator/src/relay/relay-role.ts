import type { LaneRelayStatus } from '@allocator/application';
import { RelayService } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { KafkaEventTopic } from '@allocator/kafka';
import { PostgresLaneClaims } from '@allocator/postgres';
import type { Database, PostgresEventReader } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { KafkaConnection } from '../kafka/kafka-connection.js';

export interface RelayRole extends Service {
  notice(lane: Lane): void;
  status(): readonly LaneRelayStatus[];
}

/** The role `relay`: publishes the store's events to Kafka, each lane by one process at a time. */
export function createRelayRole(
  database: Database,
  reader: PostgresEventReader,
  { kafka, names, lanes, settings }: KafkaConnection,
  log: Log,
): RelayRole {
  const topic = new KafkaEventTopic(kafka, names, lanes, settings);
  const claims = new PostgresLaneClaims(database.clientConfig);
  const relay = new RelayService({ events: reader, topic, claims, closer: reader }, log);
  return {
    start: () => relay.start(),
    stop: async () => {
      await relay.stop();
      await claims.close();
    },
    notice: (lane) => {
      relay.notice(lane);
    },
    status: () => relay.status(),
  };
}
