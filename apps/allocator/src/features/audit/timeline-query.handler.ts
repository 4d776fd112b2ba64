import type { AuditQueries, AuditedEvent, AuditedIdentity } from '@allocator/application';
import type { Impi, Instant, Position } from '@allocator/domain';
import { impiAlias, toIso } from '@allocator/domain';
import { PostgresAuditQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { lastOfFullPage } from '../../http/requests/last-of-full-page.js';
import { AuditTrail } from './audit-trail.js';

export interface TimelineRequest {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly after: Position | 0;
  readonly limit: number;
  readonly reason: string;
}

export interface Timeline {
  readonly identity: AuditedIdentity;
  readonly events: readonly AuditedEvent[];
  /** The `after` of the next page; null if there is none. */
  readonly next: Position | null;
}

/** Throws `identity-not-found`. */
export class TimelineQuery extends Query<Timeline> {
  constructor(
    readonly caller: Caller,
    readonly impi: Impi,
    readonly request: TimelineRequest,
  ) {
    super();
  }
}

@QueryHandler(TimelineQuery)
export class TimelineQueryHandler implements IQueryHandler<TimelineQuery> {
  constructor(
    private readonly trail: AuditTrail,
    @Inject(PostgresAuditQueries) private readonly queries: AuditQueries,
  ) {}

  async execute({ caller, impi, request }: TimelineQuery): Promise<Timeline> {
    const { from, to, after, limit, reason } = request;
    const parameters = { impi, ...(from && { from: toIso(from) }), ...(to && { to: toIso(to) }), after };
    await this.trail.record(caller, 'timeline', parameters, reason);
    const identity = await this.queries.identity(impiAlias(impi));
    if (identity === undefined) throw new ProblemError('identity-not-found');
    const { lane, now } = identity;
    const begin = from === undefined ? 0 : await this.queries.positionAt(lane, (from - 1) as Instant);
    const end = await this.queries.positionAt(lane, to ?? now);
    const events = await this.queries.timeline(identity, after > begin ? after : begin, end, limit);
    return { identity, events, next: lastOfFullPage(events, limit)?.event.position ?? null };
  }
}
