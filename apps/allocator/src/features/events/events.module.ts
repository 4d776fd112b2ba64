import { Module } from '@nestjs/common';
import { PostgresModule } from '../../postgres/postgres.module.js';
import { RelayModule } from '../../relay/relay.module.js';
import { CheckpointsQueryHandler } from './checkpoints-query.handler.js';
import { CheckpointsController } from './checkpoints.controller.js';
import { EventFollowers } from './event-followers.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';
import { LanesQueryHandler } from './lanes-query.handler.js';

/** The history: events, the ends of the lanes, and signed checkpoints. */
@Module({
  imports: [PostgresModule, RelayModule],
  controllers: [EventsController, CheckpointsController],
  providers: [
    CheckpointsQueryHandler,
    LanesQueryHandler,
    EventStreams,
    { provide: EventFollowers, useFactory: () => new EventFollowers() },
  ],
})
export class EventsModule {}
