import { BatchExecutor, CommandBatcher, LaneMetrics, limitsOfSpreadLanes } from '@allocator/application';
import type { Database } from '@allocator/postgres';
import type { Log, Tracing } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { DATABASE } from '../postgres/database.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { TRACING, TracingModule } from '../tracing/tracing.module.js';

/** What takes commands to their lanes. It imports the relay, which so stops after it. */
@Module({
  imports: [PostgresModule, RelayModule, TracingModule],
  providers: [
    {
      provide: CommandBatcher,
      inject: [CONFIG, DATABASE, BatchExecutor, LOG, TRACING, LaneMetrics],
      useFactory: (
        { lanes }: Config,
        { isOnCitus }: Database,
        executor: BatchExecutor,
        log: Log,
        tracing: Tracing | undefined,
        metrics: LaneMetrics,
      ) =>
        new CommandBatcher(executor, lanes, log, isOnCitus ? limitsOfSpreadLanes(lanes) : undefined, tracing, metrics),
    },
    runs(CommandBatcher),
  ],
  exports: [CommandBatcher],
})
export class LanesModule {}
