import type { LaneFigures, SharedFigures } from '@allocator/application';
import { StoreUnavailableError } from '@allocator/application';
import { ReadingTimeoutError } from '@allocator/runtime';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { seesAll } from '../../http/access/tenancy.js';
import type { CommandFigures } from '../../health/health.js';
import { Health } from '../../health/health.js';
import { SHARED_FIGURES } from '../../postgres/postgres.module.js';

export interface HealthFigures {
  readonly lanes: readonly LaneFigures[];
  /** Undefined if this process consumes no commands over Kafka, or the caller may not see all tenants. */
  readonly commands: CommandFigures | undefined;
}

/** Lateness and lags: the same readings as those of the metrics, so that viewers of a page cost the database no more than one. */
export class HealthFiguresQuery extends Query<HealthFigures> {
  constructor(readonly caller: Caller) {
    super();
  }
}

@QueryHandler(HealthFiguresQuery)
export class HealthFiguresQueryHandler implements IQueryHandler<HealthFiguresQuery> {
  constructor(
    @Inject(SHARED_FIGURES) private readonly figures: Pick<SharedFigures, 'lanes'>,
    private readonly health: Health,
  ) {}

  /** Throws `StoreUnavailableError`. */
  async execute({ caller }: HealthFiguresQuery): Promise<HealthFigures> {
    // The commands are those of all WWSFs: their sums would tell one tenant about the others.
    const commands = seesAll(caller) ? this.health.commands() : undefined;
    try {
      return { lanes: await this.figures.lanes.get(), commands };
    } catch (error) {
      throw error instanceof ReadingTimeoutError ? new StoreUnavailableError({ cause: error }) : error;
    }
  }
}
