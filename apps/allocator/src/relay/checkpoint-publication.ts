import { CheckpointSigning } from '@allocator/application';
import { KafkaCheckpointTopic } from '@allocator/kafka';
import { PostgresCheckpointStore } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log, Service } from '@allocator/runtime';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import type { KafkaConnection } from '../kafka/kafka-connection.js';
import { DATABASE } from '../postgres/database.js';
import { CheckpointKey } from './checkpoint-key.js';

/**
 * A part of the role `relay`: signs the head of each lane, and publishes the signed checkpoints. Does nothing without the role or
 * without a key.
 */
@Injectable()
export class CheckpointPublication implements Service {
  private readonly signing: CheckpointSigning | undefined;
  private readonly topic: KafkaCheckpointTopic | undefined;

  constructor(
    @Inject(CONFIG) { roles, lanes, checkpointSeconds: everySeconds }: Config,
    @Inject(DATABASE) { pool }: Database,
    @Inject(CheckpointKey) key: CheckpointKey | undefined,
    @Inject(KAFKA_CONNECTION) connection: KafkaConnection | undefined,
    @Inject(LOG) log: Log,
  ) {
    if (!roles.has('relay') || key === undefined) return;
    this.topic =
      connection && new KafkaCheckpointTopic(connection.kafka, connection.names, connection.lanes, connection.settings);
    this.signing = new CheckpointSigning(
      new PostgresCheckpointStore(pool, lanes),
      key,
      this.topic,
      { everySeconds },
      log,
    );
  }

  async start(): Promise<void> {
    await this.signing?.start();
  }

  async stop(): Promise<void> {
    await this.signing?.stop();
    await this.topic?.close();
  }
}
