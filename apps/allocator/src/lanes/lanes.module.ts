import { BatchExecutor, CommandBatcher, SetTerms } from '@allocator/application';
import type { EventOrigin, Lane, Outcome } from '@allocator/domain';
import { LaneLocks, PostgresTermsStore } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { runs } from '../lifecycle/runs.js';
import { DATABASE } from '../postgres/database.js';
import { EVENT_ORIGIN } from '../postgres/event-origin.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { RelayRole } from '../relay/relay-role.js';
import { RelayModule } from '../relay/relay.module.js';
import { SchedulerRole } from '../scheduler/scheduler-role.js';
import { SchedulerModule } from '../scheduler/scheduler.module.js';
import { ProfileCompletion } from './profile-completion.js';

const providers: FactoryProvider[] = [
  {
    provide: CommandBatcher,
    inject: [CONFIG, BatchExecutor, LOG, RelayRole, SchedulerRole],
    useFactory: ({ lanes }: Config, executor: BatchExecutor, log: Log, relay: RelayRole, scheduler: SchedulerRole) => {
      const committed = (lane: Lane, outcomes: readonly Outcome[]): void => {
        relay.notice(lane);
        scheduler.notice(outcomes);
      };
      return new CommandBatcher(executor, lanes, log, { committed });
    },
  },
  {
    provide: SetTerms,
    inject: [CONFIG, DATABASE, LaneLocks, EVENT_ORIGIN, RelayRole],
    useFactory: ({ lanes }: Config, { stockPool }: Database, locks: LaneLocks, origin: EventOrigin, relay: RelayRole) =>
      new SetTerms(new PostgresTermsStore(stockPool, locks), lanes, origin, (lane) => {
        relay.notice(lane);
      }),
  },
];

/** What takes commands, and changes of terms, to their lanes. */
@Module({
  imports: [PostgresModule, RelayModule, SchedulerModule],
  providers: [...providers, runs(CommandBatcher), ProfileCompletion],
  exports: providers,
})
export class LanesModule {}
