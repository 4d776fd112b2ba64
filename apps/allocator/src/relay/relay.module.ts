import { Module } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { HealthModule } from '../health/health.module.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { CheckpointKey } from './checkpoint-key.js';
import { CheckpointPublication } from './checkpoint-publication.js';
import { RelayRole } from './relay-role.js';

/** Undefined in a process that has no key. */
const checkpointKey: FactoryProvider<CheckpointKey | undefined> = {
  provide: CheckpointKey,
  inject: [CONFIG],
  useFactory: async ({ checkpointKey: path }: Config) => (path === undefined ? undefined : CheckpointKey.read(path)),
};

/** The role `relay`: publishes events, and signs checkpoints. Whatever takes commands imports it: so the relay stops after it. */
@Module({
  imports: [PostgresModule, KafkaModule, HealthModule],
  providers: [RelayRole, checkpointKey, CheckpointPublication, runs(RelayRole), runs(CheckpointPublication)],
  exports: [RelayRole, CheckpointKey],
})
export class RelayModule {}
