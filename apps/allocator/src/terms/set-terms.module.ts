import { SetTerms } from '@allocator/application';
import type { EventOrigin } from '@allocator/domain';
import { LaneLocks, PostgresTermsStore } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { DATABASE } from '../postgres/database.js';
import { EVENT_ORIGIN } from '../postgres/event-origin.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { ProfileCompletion } from './profile-completion.js';

/** Changes of terms. Every process imports it: whichever starts first after an upgrade completes the profiles of version 0.1. */
@Module({
  imports: [PostgresModule],
  providers: [
    {
      provide: SetTerms,
      inject: [CONFIG, DATABASE, LaneLocks, EVENT_ORIGIN],
      useFactory: ({ lanes }: Config, { stockPool }: Database, locks: LaneLocks, origin: EventOrigin) =>
        new SetTerms(new PostgresTermsStore(stockPool, lanes, locks), lanes, origin),
    },
    ProfileCompletion,
  ],
  exports: [SetTerms],
})
export class SetTermsModule {}
