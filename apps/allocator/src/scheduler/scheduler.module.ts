import { BatchExecutor, SubjectErasures } from '@allocator/application';
import { KafkaHandledCommands } from '@allocator/kafka';
import { LaneLocks } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { DATABASE } from '../postgres/database.js';
import { EVENT_ORIGIN } from '../postgres/event-origin.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { NOTIFY_RELAY, RelayModule } from '../relay/relay.module.js';
import { SCHEDULER, createSchedulerRole } from './scheduler-role.js';

/** The role `scheduler`. Every process imports it, to notify the scheduler where it has one. */
@Module({
  imports: [PostgresModule, KafkaModule, RelayModule],
  providers: [
    {
      provide: SCHEDULER,
      inject: [
        CONFIG,
        DATABASE,
        LaneLocks,
        BatchExecutor,
        SubjectErasures,
        KafkaHandledCommands,
        EVENT_ORIGIN,
        LOG,
        NOTIFY_RELAY,
      ],
      useFactory: createSchedulerRole,
    },
    runs(SCHEDULER),
  ],
  exports: [SCHEDULER],
})
export class SchedulerModule {}
