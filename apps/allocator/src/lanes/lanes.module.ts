import { BatchExecutor, CommandBatcher } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayModule } from '../relay/relay.module.js';

/** What takes commands to their lanes. It imports the relay, which so stops after it. */
@Module({
  imports: [PostgresModule, RelayModule],
  providers: [
    {
      provide: CommandBatcher,
      inject: [CONFIG, BatchExecutor, LOG],
      useFactory: ({ lanes }: Config, executor: BatchExecutor, log: Log) => new CommandBatcher(executor, lanes, log),
    },
    runs(CommandBatcher),
  ],
  exports: [CommandBatcher],
})
export class LanesModule {}
