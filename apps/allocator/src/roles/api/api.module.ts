import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Tenancy } from '../../access/tenancy.js';
import { ImportRowsHandler } from './commands/import-rows.js';
import { IndicateHandler } from './commands/indicate.js';
import { SetAgreementHandler, SetOperatorHandler, SetPoolHandler } from './commands/set-terms.js';
import { SubmitAllHandler, SubmitHandler } from './commands/submit.js';
import { AnalyticsController } from './controllers/analytics.controller.js';
import { AssignmentsController } from './controllers/assignments.controller.js';
import { AuditController } from './controllers/audit.controller.js';
import { CheckpointsController } from './controllers/checkpoints.controller.js';
import { ErasuresController } from './controllers/erasures.controller.js';
import { EventsController } from './controllers/events.controller.js';
import { FeasibilityController } from './controllers/feasibility.controller.js';
import { IndicationsController } from './controllers/indications.controller.js';
import { PoolsController } from './controllers/pools.controller.js';
import { StockController } from './controllers/stock.controller.js';
import { TermsController } from './controllers/terms.controller.js';
import { EventFollowers } from './event-followers.js';
import { ImportAdmission } from './import-admission.js';
import { KafkaCommands } from './kafka-commands.js';
import { ForecastQueryHandler, PoolAnalyticsQueryHandler } from './queries/analytics.js';
import { FeasibilityQueryHandler } from './queries/feasibility.js';
import {
  ActivityQueryHandler,
  AssignmentQueryHandler,
  AvailabilityQueryHandler,
  IdentityQueryHandler,
} from './queries/read.js';

/** The role `api`: what users call, over HTTP and (through `KafkaCommands`) over Kafka. */
@Module({
  imports: [CqrsModule.forRoot()],
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
    KafkaCommands,
    Tenancy,
  ],
})
export class ApiModule {}
