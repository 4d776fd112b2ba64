import { CheckpointSigning } from '@allocator/application';
import { KafkaCheckpointTopic } from '@allocator/kafka';
import type { PostgresCheckpointStore } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { CheckpointKey } from './checkpoint-key.js';
import type { Config } from '../config/config.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';

/** A part of the role `relay`: signs where the lanes stand, and publishes what was signed. */
export function createCheckpointSigning(
  { checkpointSeconds: everySeconds }: Config,
  store: PostgresCheckpointStore,
  key: CheckpointKey,
  connection: KafkaConnection | undefined,
  log: Log,
): Service {
  const topic =
    connection && new KafkaCheckpointTopic(connection.kafka, connection.names, connection.lanes, connection.settings);
  const signing = new CheckpointSigning(store, key, topic, { everySeconds }, log);
  return {
    start: () => signing.start(),
    stop: async () => {
      await signing.stop();
      await topic?.close();
    },
  };
}
