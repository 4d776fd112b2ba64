import { BatchExecutor, SuspendSharing } from '@allocator/application';
import { PostgresSharedNames } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { LOG } from '../../config/create-log.js';
import { HttpModule } from '../../http/http.module.js';
import { LanesModule } from '../../lanes/lanes.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { AvailabilityQueryHandler } from './availability-query.handler.js';
import { ChangeStockCommandHandler } from './change-stock-command.handler.js';
import { IdentitiesQueryHandler } from './identities-query.handler.js';
import { IdentityQueryHandler } from './identity-query.handler.js';
import { SharingSuspension } from './sharing-suspension.js';
import { StockController } from './stock.controller.js';

/** The identities of a pool, and the operator's changes of them. */
@Module({
  imports: [HttpModule, LanesModule, PostgresModule],
  controllers: [StockController],
  providers: [
    AvailabilityQueryHandler,
    ChangeStockCommandHandler,
    IdentitiesQueryHandler,
    IdentityQueryHandler,
    SharingSuspension,
    {
      provide: SuspendSharing,
      inject: [PostgresSharedNames, BatchExecutor, LOG],
      useFactory: (names: PostgresSharedNames, executor: BatchExecutor, log: Log) =>
        new SuspendSharing(names, executor, log),
    },
  ],
})
export class StockModule {}
