import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Tenancy } from '../http/access/tenancy.js';
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
import { KafkaCommands } from '../intake/kafka-commands.js';
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
