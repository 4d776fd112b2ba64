import { CommandBatcher, IndicateReassignable } from '@allocator/application';
import { PostgresQueries } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { LanesModule } from '../../lanes/lanes.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { IndicateCommandHandler } from './indicate-command.handler.js';
import { IndicationsController } from './indications.controller.js';

/** Indications of eP-CSCFs. */
@Module({
  imports: [LanesModule, PostgresModule],
  controllers: [IndicationsController],
  providers: [
    IndicateCommandHandler,
    {
      provide: IndicateReassignable,
      inject: [PostgresQueries, CommandBatcher],
      useFactory: (queries: PostgresQueries, batcher: CommandBatcher) => new IndicateReassignable(queries, batcher),
    },
  ],
})
export class IndicationsModule {}
