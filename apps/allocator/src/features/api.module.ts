import {
  FindExposures,
  FindHolder,
  FindMisplaced,
  ImportIdentities,
  IndicateReassignable,
  SuspendSharing,
  BatchExecutor,
  CommandBatcher,
} from '@allocator/application';
import type { EventOrigin, Lane } from '@allocator/domain';
import {
  LaneLocks,
  PostgresAuditQueries,
  PostgresExposureQueries,
  PostgresLaneStore,
  PostgresMisplacedQueries,
  PostgresQueries,
  PostgresSharedNames,
} from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import type { Config } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { HttpModule } from '../http/http.module.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { LanesModule } from '../lanes/lanes.module.js';
import { DATABASE } from '../postgres/database.js';
import { EVENT_ORIGIN } from '../postgres/event-origin.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { NOTIFY_RELAY, RelayModule } from '../relay/relay.module.js';
import { SharingSuspension } from './stock/sharing-suspension.js';
import { CqrsModule } from '@nestjs/cqrs';
import { ImportRowsHandler } from './imports/import-rows.js';
import { IndicateHandler } from './indications/indicate.js';
import { SetAgreementHandler, SetOperatorHandler, SetPoolHandler } from './terms/set-terms.js';
import { SubmitAllHandler, SubmitHandler } from './assignments/submit.js';
import { AnalyticsController } from './analytics/analytics.controller.js';
import { AssignmentsController } from './assignments/assignments.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { CheckpointsController } from './events/checkpoints.controller.js';
import { ErasuresController } from './erasures/erasures.controller.js';
import { EventsController } from './events/events.controller.js';
import { FeasibilityController } from './terms/feasibility.controller.js';
import { IndicationsController } from './indications/indications.controller.js';
import { PoolsController } from './imports/imports.controller.js';
import { StockController } from './stock/stock.controller.js';
import { TermsController } from './terms/terms.controller.js';
import { EventFollowers } from './events/event-followers.js';
import { ImportAdmission } from './imports/import-admission.js';
import { ForecastQueryHandler, PoolAnalyticsQueryHandler } from './analytics/analytics.js';
import { FeasibilityQueryHandler } from './terms/feasibility.js';
import {
  ActivityQueryHandler,
  AssignmentQueryHandler,
  AvailabilityQueryHandler,
  IdentityQueryHandler,
} from './stock/read.js';

/** The role `api`: what users call, over HTTP and (through `KafkaCommands`) over Kafka. */
@Module({
  imports: [CqrsModule.forRoot(), PostgresModule, LanesModule, HttpModule, KafkaModule, RelayModule],
  controllers: [
    AnalyticsController,
    AssignmentsController,
    AuditController,
    CheckpointsController,
    ErasuresController,
    EventsController,
    FeasibilityController,
    IndicationsController,
    PoolsController,
    StockController,
    TermsController,
  ],
  providers: [
    ...[
      SubmitHandler,
      SubmitAllHandler,
      IndicateHandler,
      SetOperatorHandler,
      SetAgreementHandler,
      SetPoolHandler,
      ImportRowsHandler,
    ],
    ...[AssignmentQueryHandler, IdentityQueryHandler, AvailabilityQueryHandler, ActivityQueryHandler],
    ...[FeasibilityQueryHandler, ForecastQueryHandler, PoolAnalyticsQueryHandler],
    { provide: EventFollowers, useFactory: () => new EventFollowers() },
    ImportAdmission,
    SharingSuspension,
    {
      provide: FindHolder,
      inject: [PostgresAuditQueries],
      useFactory: (queries: PostgresAuditQueries) => new FindHolder(queries),
    },
    {
      provide: FindExposures,
      inject: [CONFIG, DATABASE],
      useFactory: ({ lanes }: Config, { pool }: Database) =>
        new FindExposures(new PostgresExposureQueries(pool, lanes)),
    },
    {
      provide: FindMisplaced,
      inject: [DATABASE, LOG],
      useFactory: ({ pool }: Database, log: Log) => new FindMisplaced(new PostgresMisplacedQueries(pool), log),
    },
    {
      provide: IndicateReassignable,
      inject: [PostgresQueries, CommandBatcher],
      useFactory: (queries: PostgresQueries, batcher: CommandBatcher) => new IndicateReassignable(queries, batcher),
    },
    {
      provide: ImportIdentities,
      inject: [CONFIG, DATABASE, LaneLocks, EVENT_ORIGIN, NOTIFY_RELAY],
      useFactory: (
        { lanes }: Config,
        { importPool }: Database,
        locks: LaneLocks,
        origin: EventOrigin,
        notify: (lane: Lane) => void,
      ) => new ImportIdentities(new PostgresLaneStore(importPool, locks), lanes, origin, notify),
    },
    {
      provide: SuspendSharing,
      inject: [PostgresSharedNames, BatchExecutor, LOG, NOTIFY_RELAY],
      useFactory: (names: PostgresSharedNames, executor: BatchExecutor, log: Log, notify: (lane: Lane) => void) =>
        new SuspendSharing(names, executor, log, notify),
    },
  ],
})
export class ApiModule {}
