import { BatchExecutor, CommandBatcher } from '@allocator/application';
import type { Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayRole } from '../relay/relay-role.js';
import { RelayModule } from '../relay/relay.module.js';
import { SchedulerRole } from '../scheduler/scheduler-role.js';
import { SchedulerModule } from '../scheduler/scheduler.module.js';

/** What takes commands to their lanes. */
@Module({
  imports: [PostgresModule, RelayModule, SchedulerModule],
  providers: [
    {
      provide: CommandBatcher,
      inject: [CONFIG, BatchExecutor, LOG, RelayRole, SchedulerRole],
      useFactory: (
        { lanes }: Config,
        executor: BatchExecutor,
        log: Log,
        relay: RelayRole,
        scheduler: SchedulerRole,
      ) => {
        const committed = (lane: Lane, outcomes: readonly Outcome[]): void => {
          relay.notice(lane);
          scheduler.notice(outcomes);
        };
        return new CommandBatcher(executor, lanes, log, { committed });
      },
    },
    runs(CommandBatcher),
  ],
  exports: [CommandBatcher],
})
export class LanesModule {}
