import { PostgresEventReader } from '@allocator/postgres';
import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import { LOG } from '../config/create-log.js';
import { Health } from '../health/health.js';
import { HealthModule } from '../health/health.module.js';
import { KAFKA_CONNECTION } from '../kafka/kafka-connection.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { runs } from '../lifecycle/runs.js';
import { DATABASE } from '../postgres/database.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { PROJECTOR, createProjectorRole } from './create-projector-role.js';

/** The role `projector`. */
@Module({
  imports: [PostgresModule, KafkaModule, HealthModule],
  providers: [
    {
      provide: PROJECTOR,
      inject: [CONFIG, DATABASE, PostgresEventReader, KAFKA_CONNECTION, Health, LOG],
      useFactory: createProjectorRole,
    },
    runs(PROJECTOR),
  ],
})
export class ProjectorModule {}
