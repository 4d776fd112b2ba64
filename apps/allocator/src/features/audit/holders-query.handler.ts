import type { AuditQueries, SubjectReference, WhoHeld } from '@allocator/application';
import { FindHolder } from '@allocator/application';
import type { Instant } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { PostgresAuditQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { AuditTrail } from './audit-trail.js';

export interface HoldersRequest {
  /** Of an impi or an impu, canonical. */
  readonly alias: string;
  readonly at?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
  readonly reason: string;
}

export interface FoundHolder extends WhoHeld {
  /** Undefined if there was no holder. */
  readonly subject: SubjectReference | undefined;
}

/** Throws `identity-not-found`. */
export class HoldersQuery extends Query<FoundHolder> {
  constructor(
    readonly caller: Caller,
    readonly request: HoldersRequest,
  ) {
    super();
  }
}

@QueryHandler(HoldersQuery)
export class HoldersQueryHandler implements IQueryHandler<HoldersQuery> {
  constructor(
    private readonly trail: AuditTrail,
    private readonly holders: FindHolder,
    @Inject(PostgresAuditQueries) private readonly queries: AuditQueries,
  ) {}

  async execute({ caller, request: { reason, ...request } }: HoldersQuery): Promise<FoundHolder> {
    const { alias, at, knownAt } = request;
    await this.trail.record(caller, 'holders', { alias, at: isoOf(at), knownAt: isoOf(knownAt) }, reason);
    const found = await this.holders.find(request);
    if (found === undefined) throw new ProblemError('identity-not-found');
    const subject = found.holder && (await this.queries.referenceOf(found.identity.poolId, found.holder.subjectId));
    return { ...found, subject };
  }
}

function isoOf(instant: Instant | undefined): string | null {
  return instant === undefined ? null : toIso(instant);
}
