import type { AuditLog, RecordedAuditRead } from '@allocator/application';
import { PostgresAuditLog } from '@allocator/postgres';
import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { lastOfFullPage } from '../../http/requests/last-of-full-page.js';

export interface AuditReads {
  readonly reads: readonly RecordedAuditRead[];
  /** The `after` of the next page; null if there is none. */
  readonly next: number | null;
}

export class AuditReadsQuery extends Query<AuditReads> {
  constructor(
    readonly after: number,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(AuditReadsQuery)
export class AuditReadsQueryHandler implements IQueryHandler<AuditReadsQuery> {
  constructor(@Inject(PostgresAuditLog) private readonly log: AuditLog) {}

  async execute({ after, limit }: AuditReadsQuery): Promise<AuditReads> {
    const reads = await this.log.reads(after, limit);
    return { reads, next: lastOfFullPage(reads, limit)?.id ?? null };
  }
}
