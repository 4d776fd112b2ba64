import type { Lane } from '@allocator/domain';
import { Module } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { PostgresEventReader } from '@allocator/postgres';
import { HealthModule } from '../health/health.module.js';
import { Health } from '../health/health.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { DATABASE } from '../postgres/database.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { CheckpointKey } from './checkpoint-key.js';
import { CHECKPOINT_SIGNING, createCheckpointSigning } from './create-checkpoint-signing.js';
import { RELAY, createRelayRole } from './relay-role.js';
import type { RelayRole } from './relay-role.js';

/** Call it with a lane in which events were committed: `(lane: Lane) => void`. Does nothing in a process without the relay. */
export const NOTIFY_RELAY = Symbol('notify the relay');

const providers: FactoryProvider[] = [
  {
    provide: RELAY,
    inject: [CONFIG, DATABASE, PostgresEventReader, KAFKA_CONNECTION, Health, LOG],
    useFactory: createRelayRole,
  },
  {
    provide: NOTIFY_RELAY,
    inject: [RELAY],
    useFactory: (relay: RelayRole | undefined) => (lane: Lane) => relay?.notice(lane),
  },
  {
    provide: CheckpointKey,
    inject: [CONFIG],
    useFactory: ({ checkpointKey }: Config) =>
      checkpointKey === undefined ? undefined : CheckpointKey.read(checkpointKey),
  },
  {
    provide: CHECKPOINT_SIGNING,
    inject: [CONFIG, DATABASE, CheckpointKey, KAFKA_CONNECTION, LOG],
    useFactory: createCheckpointSigning,
  },
];

/** The role `relay`: publishes events, and signs checkpoints. Every process imports it, to notify the relay where it has one. */
@Module({
  imports: [PostgresModule, KafkaModule, HealthModule],
  providers: [...providers, runs(RELAY), runs(CHECKPOINT_SIGNING)],
  exports: providers,
})
export class RelayModule {}
