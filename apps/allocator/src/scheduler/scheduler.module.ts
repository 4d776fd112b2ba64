import { Module } from '@nestjs/common';
import { KafkaModule } from '../kafka/kafka.module.js';
import { LanesModule } from '../lanes/lanes.module.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { SchedulerRole } from './scheduler-role.js';

/** The role `scheduler`. */
@Module({
  imports: [PostgresModule, KafkaModule, LanesModule],
  providers: [SchedulerRole, runs(SchedulerRole)],
})
export class SchedulerModule {}
