import type { EventReader, LaneHead } from '@allocator/application';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { HISTORY_READER } from '../../postgres/postgres.module.js';

/** The end of the history of each lane. */
export class LanesQuery extends Query<readonly LaneHead[]> {}

@QueryHandler(LanesQuery)
export class LanesQueryHandler implements IQueryHandler<LanesQuery> {
  constructor(@Inject(HISTORY_READER) private readonly reader: EventReader) {}

  execute(): Promise<readonly LaneHead[]> {
    return this.reader.laneHeads();
  }
}
