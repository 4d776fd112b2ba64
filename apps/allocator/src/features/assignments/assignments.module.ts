import { Module } from '@nestjs/common';
import { HttpModule } from '../../http/http.module.js';
import { LanesModule } from '../../lanes/lanes.module.js';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { AssignmentQueryHandler } from './assignment-query.handler.js';
import { AssignmentsController } from './assignments.controller.js';
import { SubmitCommandHandler, SubmitCommandsHandler } from './submit-command.handler.js';

/** Assignments: what WWSFs send over HTTP and over Kafka. */
@Module({
  imports: [HttpModule, LanesModule, PostgresModule],
  controllers: [AssignmentsController],
  providers: [SubmitCommandHandler, SubmitCommandsHandler, AssignmentQueryHandler],
})
export class AssignmentsModule {}
