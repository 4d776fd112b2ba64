import type { AuditLog, AuditRead, Erasure, RecordedAuditRead, SubjectErasure } from '@allocator/application';
import type { Instant, PoolId, Subject, SubjectId } from '@allocator/domain';
import { laneOf, referenceOf, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { type Committed, LaneLocks } from './lane-locks.js';
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

  async record({ reader, client, what, parameters, reason }: AuditRead): Promise<void> {
    await ask(this.pool, insertAuditRead, [reader, client, what, JSON.stringify(parameters), reason]);
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
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {}

  erase(poolId: PoolId, subject: Subject): Promise<Erasure> {
    const lane = laneOf(poolId, this.lanes);
    const named = [lane, poolId, subject.kind, referenceOf(subject)];
    const transact = () =>
      inTransaction(this.pool, async (client): Promise<Committed<Erasure>> => {
        const { now } = await this.locks.lock(client, lane);
        const [known] = await run<{ subject_id: SubjectId }>(client, findSubjectId, named);
        if (known === undefined) return { answer: { kind: 'unknown' }, heads: [] };
        const [erased] = await run(client, eraseSubject, [...named, toIso(now)]);
        const subjectId = known.subject_id;
        if (erased === undefined) return { answer: { kind: 'held', subjectId }, heads: [] };
        return { answer: { kind: 'erased', subjectId, erasedAt: now }, heads: [] };
      });
    return this.locks.guard(transact);
  }

  async hold(subjectId: SubjectId, by: string, reason: string): Promise<void> {
    await ask(this.pool, placeHold, [subjectId, by, reason]);
  }

  async lift(subjectId: SubjectId): Promise<boolean> {
    return (await ask(this.pool, liftHold, [subjectId])).length > 0;
  }
}
