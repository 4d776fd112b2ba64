import { Module } from '@nestjs/common';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { SchedulerRole } from './scheduler-role.js';

/** The role `scheduler`. Every process imports it, to notify the scheduler where it has one. */
@Module({
  imports: [PostgresModule, KafkaModule, RelayModule],
  providers: [SchedulerRole, runs(SchedulerRole)],
  exports: [SchedulerRole],
})
export class SchedulerModule {}
