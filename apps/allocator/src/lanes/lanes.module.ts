import { BatchExecutor, CommandBatcher } from '@allocator/application';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayRole } from '../relay/relay-role.js';
import { RelayModule } from '../relay/relay.module.js';

/** What takes commands to their lanes. */
@Module({
  imports: [PostgresModule, RelayModule],
  providers: [
    {
      provide: CommandBatcher,
      inject: [CONFIG, BatchExecutor, LOG, RelayRole],
      useFactory: ({ lanes }: Config, executor: BatchExecutor, log: Log, relay: RelayRole) => {
        const batcher = new CommandBatcher(executor, lanes, log);
        batcher.onCommit(relay.notice);
        return batcher;
      },
    },
    runs(CommandBatcher),
  ],
  exports: [CommandBatcher],
})
export class LanesModule {}
