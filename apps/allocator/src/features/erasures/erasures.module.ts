import { Module } from '@nestjs/common';
import { HttpModule } from '../../http/http.module.js';
import { KafkaModule } from '../../kafka/kafka.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { EraseSubjectCommandHandler } from './erase-subject-command.handler.js';
import { ErasuresController } from './erasures.controller.js';

/** Erasure of references to persons. */
@Module({
  imports: [HttpModule, KafkaModule, PostgresModule],
  controllers: [ErasuresController],
  providers: [EraseSubjectCommandHandler],
})
export class ErasuresModule {}
