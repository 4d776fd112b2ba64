import { CheckpointSigning } from '@allocator/application';
import { KafkaCheckpointTopic } from '@allocator/kafka';
import { PostgresCheckpointStore } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import type { Config } from '../config/config.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';
import type { CheckpointKey } from './checkpoint-key.js';

/** Undefined in a process that signs nothing. */
export const CHECKPOINT_SIGNING = Symbol('checkpoint signing');

/** A part of the role `relay`: signs the head of each lane, and publishes the signed checkpoints. */
export function createCheckpointSigning(
  { roles, checkpointSeconds: everySeconds }: Config,
  { pool }: Database,
  key: CheckpointKey | undefined,
  connection: KafkaConnection | undefined,
  log: Log,
): Service | undefined {
  if (!roles.has('relay') || key === undefined) return undefined;
  const topic =
    connection && new KafkaCheckpointTopic(connection.kafka, connection.names, connection.lanes, connection.settings);
  const signing = new CheckpointSigning(new PostgresCheckpointStore(pool), key, topic, { everySeconds }, log);
  return {
    start: () => signing.start(),
    stop: async () => {
      await signing.stop();
      await topic?.close();
    },
  };
}
