import type { AuditLog, AuditRead, Erasure, RecordedAuditRead, SubjectErasure } from '@allocator/application';
import type { Instant, PoolId, Subject, SubjectId } from '@allocator/domain';
import { laneOf, referenceOf, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { believed } from './lane-clock.js';
import { lockOneLane } from './locked-lane.js';
import { ask, run } from './run.js';
import {
  eraseSubject,
  findSubjectId,
  insertAuditRead,
  liftHold,
  placeHold,
  readAuditReads,
} from './statements/audit.js';
import { inTransaction } from './transaction.js';

export class PostgresAuditLog implements AuditLog {
  constructor(private readonly pool: Pool) {}

  async record({ reader, what, parameters, reason }: AuditRead): Promise<void> {
    await ask(this.pool, insertAuditRead, [reader, what, JSON.stringify(parameters), reason]);
  }

  async reads(after: number, limit: number): Promise<readonly RecordedAuditRead[]> {
    type Row = AuditRead & { id: number; read_at: Instant };
    const rows = await ask<Row>(this.pool, readAuditReads, [after, limit]);
    return rows.map(({ read_at, ...read }) => ({ ...read, readAt: read_at }));
  }
}

export class PostgresSubjectErasure implements SubjectErasure {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  erase(poolId: PoolId, subject: Subject): Promise<Erasure> {
    const lane = laneOf(poolId, this.lanes);
    const named = [lane, poolId, subject.kind, referenceOf(subject)];
    return inTransaction(this.pool, async (client): Promise<Erasure> => {
      const { now } = await lockOneLane(client, lane, believed);
      const [known] = await run<{ subject_id: SubjectId }>(client, findSubjectId, named);
      if (known === undefined) return { kind: 'unknown' };
      const [erased] = await run(client, eraseSubject, [...named, toIso(now)]);
      const subjectId = known.subject_id;
      return erased === undefined ? { kind: 'held', subjectId } : { kind: 'erased', subjectId, erasedAt: now };
    });
  }

  async hold(subjectId: SubjectId, by: string, reason: string): Promise<void> {
    await ask(this.pool, placeHold, [subjectId, by, reason]);
  }

  async lift(subjectId: SubjectId): Promise<boolean> {
    return (await ask(this.pool, liftHold, [subjectId])).length > 0;
  }
}
