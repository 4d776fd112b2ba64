import type { AuditLog, AuditRead, RecordedAuditRead } from '@allocator/application';
import type { Instant } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { insertAuditRead } from './statements/insert-audit-read.js';
import { readAuditReads } from './statements/read-audit-reads.js';

export class PostgresAuditLog implements AuditLog {
  constructor(private readonly pool: Pool) {}

  async record({ reader, client, what, parameters, reason }: AuditRead): Promise<void> {
    await ask(this.pool, insertAuditRead, [reader, client, what, JSON.stringify(parameters), reason]);
  }

  async reads(after: number, limit: number): Promise<readonly RecordedAuditRead[]> {
    type Row = AuditRead & { id: number; read_at: Instant };
    const rows = await ask<Row>(this.pool, readAuditReads, [after, limit]);
    return rows.map(({ read_at, ...read }) => ({ ...read, readAt: read_at }));
  }
}
