import { Module } from '@nestjs/common';
import { HealthModule } from '../../health/health.module.js';
import { HealthController } from './health.controller.js';

/** The routes for load balancers and orchestrators. */
@Module({ imports: [HealthModule], controllers: [HealthController] })
export class HealthRoutesModule {}
