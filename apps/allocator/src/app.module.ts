import type { Log, PrometheusMetrics } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { AnalyticsModule } from './features/analytics/analytics.module.js';
import { AssignmentsModule } from './features/assignments/assignments.module.js';
import { AuditModule } from './features/audit/audit.module.js';
import { DashboardModule } from './features/dashboard/dashboard.module.js';
import { ErasuresModule } from './features/erasures/erasures.module.js';
import { EventsModule } from './features/events/events.module.js';
import { HealthFiguresModule } from './features/health/health-figures.module.js';
import { HealthRoutesModule } from './features/health/health-routes.module.js';
import { ImportsModule } from './features/imports/imports.module.js';
import { IndicationsModule } from './features/indications/indications.module.js';
import { StockModule } from './features/stock/stock.module.js';
import { TermsModule } from './features/terms/terms.module.js';
import { HttpModule } from './http/http.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import type { AnsweredProblems } from './metrics/answered-problems.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ProjectorModule } from './projector/projector.module.js';
import { RelayModule } from './relay/relay.module.js';
import { SchedulerModule } from './scheduler/scheduler.module.js';
import { SetTermsModule } from './terms/set-terms.module.js';

/** The role `api`. The intake is last: it stops first, while followers still receive what it has recorded. */
const api = [
  CqrsModule.forRoot(),
  AnalyticsModule,
  AssignmentsModule,
  AuditModule,
  DashboardModule,
  ErasuresModule,
  EventsModule,
  HealthFiguresModule,
  IndicationsModule,
  ImportsModule,
  StockModule,
  TermsModule,
  IntakeModule,
];

/** The process: what every role needs, and what its own roles need. */
@Module({})
export class AppModule {
  /** @param metrics undefined: nothing is measured */
  static forRoles(
    config: Config,
    log: Log,
    metrics: PrometheusMetrics | undefined,
    answered: AnsweredProblems,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, log),
        LifecycleModule,
        MetricsModule.with(metrics, answered),
        HttpModule,
        HealthRoutesModule,
        SetTermsModule,
        ...(config.roles.has('relay') ? [RelayModule] : []),
        ...(config.roles.has('scheduler') ? [SchedulerModule] : []),
        ...(config.roles.has('projector') ? [ProjectorModule] : []),
        ...(config.roles.has('api') ? api : []),
      ],
    };
  }
}
