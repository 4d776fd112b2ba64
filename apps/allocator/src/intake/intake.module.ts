import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { KafkaModule } from '../kafka/kafka.module.js';
import { PostgresModule } from '../postgres/postgres.module.js';
import { TracingModule } from '../tracing/tracing.module.js';
import { IntakeRole } from './intake-role.js';
import { KafkaCommands } from './kafka-commands.js';

/** A part of the role `api`: commands over Kafka. */
@Module({
  imports: [PostgresModule, KafkaModule, HealthModule, TracingModule],
  providers: [KafkaCommands, IntakeRole],
})
export class IntakeModule {}
