import type { AuditQueries, SubjectAssignments } from '@allocator/application';
import type { NamedSubject } from '@allocator/contracts';
import type { AssignmentId, SubjectId } from '@allocator/domain';
import { eventId } from '@allocator/domain';
import { PostgresAuditQueries } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '../../http/access/caller.js';
import { ProblemError } from '../../http/problems/problem-error.js';
import { lastOfFullPage } from '../../http/requests/last-of-full-page.js';
import { AuditTrail } from './audit-trail.js';

export interface SubjectSearch {
  readonly named: NamedSubject;
  readonly after?: AssignmentId | undefined;
  readonly limit: number;
  readonly reason: string;
}

export interface FoundSubject extends SubjectAssignments {
  readonly subjectId: SubjectId;
  /** The `after` of the next page; null if there is none. */
  readonly next: string | null;
}

/** Throws `subject-not-found`. */
export class SubjectSearchQuery extends Query<FoundSubject> {
  constructor(
    readonly caller: Caller,
    readonly search: SubjectSearch,
  ) {
    super();
  }
}

@QueryHandler(SubjectSearchQuery)
export class SubjectSearchQueryHandler implements IQueryHandler<SubjectSearchQuery> {
  constructor(
    private readonly trail: AuditTrail,
    @Inject(PostgresAuditQueries) private readonly queries: AuditQueries,
  ) {}

  async execute({ caller, search: { named, after, limit, reason } }: SubjectSearchQuery): Promise<FoundSubject> {
    const subjectId = await this.subjectId(named);
    // The reference itself is not recorded: it may be erased later.
    const parameters = { ...(named.by === 'reference' && { poolId: named.poolId }), subjectId, after };
    await this.trail.record(caller, 'subject-assignments', parameters, reason);
    if (subjectId === null) throw new ProblemError('subject-not-found');
    const { assigned, isComplete } = await this.queries.assignmentsOf(subjectId, after, limit);
    const last = lastOfFullPage(assigned, limit)?.event;
    return { subjectId, assigned, isComplete, next: last === undefined ? null : eventId(last.lane, last.position) };
  }

  /** Null if the pool does not know the subject, or it was erased. */
  private async subjectId(named: NamedSubject): Promise<SubjectId | null> {
    if (named.by === 'id') return named.subjectId;
    return (await this.queries.subjectOf(named.poolId, named.subject)) ?? null;
  }
}
