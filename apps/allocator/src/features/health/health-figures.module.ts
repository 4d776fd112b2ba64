import { Module } from '@nestjs/common';
import { HealthModule } from '../../health/health.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { HealthFiguresQueryHandler } from './health-figures-query.handler.js';
import { HealthFiguresController } from './health-figures.controller.js';

/** The figures of health, for signed-in users. */
@Module({
  imports: [HealthModule, PostgresModule],
  controllers: [HealthFiguresController],
  providers: [HealthFiguresQueryHandler],
})
export class HealthFiguresModule {}
