import type { CheckpointStore, SignedCheckpoint } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { PostgresCheckpointStore } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { lastOfFullPage } from '../../http/requests/last-of-full-page.js';

export interface Checkpoints {
  readonly checkpoints: readonly SignedCheckpoint[];
  /** The `after` of the next page; null if there is none. */
  readonly next: Position | 0 | null;
}

export class CheckpointsQuery extends Query<Checkpoints> {
  constructor(
    readonly lane: Lane,
    readonly after: Position | 0,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(CheckpointsQuery)
export class CheckpointsQueryHandler implements IQueryHandler<CheckpointsQuery> {
  constructor(@Inject(PostgresCheckpointStore) private readonly store: CheckpointStore) {}

  async execute({ lane, after, limit }: CheckpointsQuery): Promise<Checkpoints> {
    const checkpoints = await this.store.read(lane, after, limit);
    return { checkpoints, next: lastOfFullPage(checkpoints, limit)?.position ?? null };
  }
}
