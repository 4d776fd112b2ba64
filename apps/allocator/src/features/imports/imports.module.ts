import { ImportIdentities } from '@allocator/application';
import type { EventOrigin } from '@allocator/domain';
import { LaneLocks, PostgresLaneStore } from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { CONFIG } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import { HttpModule } from '../../http/http.module.js';
import { DATABASE } from '../../postgres/database.js';
import { EVENT_ORIGIN } from '../../postgres/event-origin.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { ImportAdmission } from './import-admission.js';
import { ImportCommandHandler } from './import-command.handler.js';
import { ImportsController } from './imports.controller.js';

/** Imports of identities into a pool. */
@Module({
  imports: [HttpModule, PostgresModule],
  controllers: [ImportsController],
  providers: [
    ImportAdmission,
    ImportCommandHandler,
    {
      provide: ImportIdentities,
      inject: [CONFIG, DATABASE, LaneLocks, EVENT_ORIGIN],
      useFactory: ({ lanes }: Config, { importPool }: Database, locks: LaneLocks, origin: EventOrigin) =>
        new ImportIdentities(new PostgresLaneStore(importPool, locks), lanes, origin),
    },
  ],
})
export class ImportsModule {}
