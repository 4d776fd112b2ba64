import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { ProjectorRole } from './projector-role.js';

/** The role `projector`. */
@Module({ imports: [PostgresModule, KafkaModule, HealthModule], providers: [ProjectorRole, runs(ProjectorRole)] })
export class ProjectorModule {}
