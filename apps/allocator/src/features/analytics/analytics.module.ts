import { ForecastPool, ReadPoolAnalytics } from '@allocator/application';
import { PostgresAnalyticsQueries, PostgresQueries } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { HttpModule } from '../../http/http.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { ActivityQueryHandler } from './activity-query.handler.js';
import { AnalyticsQueryHandler } from './analytics-query.handler.js';
import { AnalyticsController } from './analytics.controller.js';
import { ForecastQueryHandler } from './forecast-query.handler.js';

/** How pools are used. */
@Module({
  imports: [HttpModule, PostgresModule],
  controllers: [AnalyticsController],
  providers: [
    ActivityQueryHandler,
    AnalyticsQueryHandler,
    ForecastQueryHandler,
    {
      provide: ReadPoolAnalytics,
      inject: [PostgresQueries, PostgresAnalyticsQueries],
      useFactory: (queries: PostgresQueries, analytics: PostgresAnalyticsQueries) =>
        new ReadPoolAnalytics(queries, analytics),
    },
    {
      provide: ForecastPool,
      inject: [PostgresQueries, PostgresAnalyticsQueries],
      useFactory: (queries: PostgresQueries, analytics: PostgresAnalyticsQueries) =>
        new ForecastPool(queries, analytics),
    },
  ],
})
export class AnalyticsModule {}
