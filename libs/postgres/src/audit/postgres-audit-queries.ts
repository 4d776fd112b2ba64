import type {
  AuditQueries,
  AuditedEvent,
  AuditedIdentity,
  SubjectAssignments,
  SubjectReference,
} from '@allocator/application';
import type { AssignmentId, Impi, Instant, Lane, PoolId, Position, Subject, SubjectId } from '@allocator/domain';
import { decodeEvent, eventId, laneOf, parseEventId, referenceOf, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { readDocuments } from '../history/read-histories.js';
import { retrying } from '../connection/retrying.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { isOnCitus } from '../connection/is-on-citus.js';
import { ask } from '../connection/run.js';
import { int8Array } from '../sql/binary-array.js';
import { findLanesBehind } from './statements/find-lanes-behind.js';
import { findLastAssigned } from './statements/find-last-assigned.js';
import { findPositionAt } from './statements/find-position-at.js';
import { findReference } from './statements/find-reference.js';
import { findSubjectId } from './statements/find-subject-id.js';
import { readOwner } from '../names/statements/read-owner.js';
import { findSubscription } from './statements/find-subscription.js';
import { readSubjectAssignments } from './statements/read-subject-assignments.js';
import { readTimeline } from './statements/read-timeline.js';
import { subjectAssignments } from './postgres-subject-assignment-index.js';

export class PostgresAuditQueries implements AuditQueries {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async identity(alias: string): Promise<AuditedIdentity | undefined> {
    const [owner] = await ask<{ lane: Lane; pool_id: PoolId; impi: Impi }>(this.pool, readOwner, [alias]);
    if (owner === undefined) return undefined;
    const { lane, pool_id: poolId, impi } = owner;
    const [row] = await ask<{ number: number; now: Instant }>(this.pool, findSubscription, [lane, poolId, impi]);
    return row && { lane, poolId, impi, ...row };
  }

  async positionAt(lane: Lane, at: Instant): Promise<Position | 0> {
    const [row] = await ask<{ position: Position | 0 }>(this.pool, findPositionAt, [lane, toIso(at)]);
    return row?.position ?? 0;
  }

  async assignment(
    { lane, number }: AuditedIdentity,
    begunBy: Position | 0,
    upTo: Position | 0,
  ): Promise<readonly AuditedEvent[]> {
    const [begun] = await ask<{ position: Position }>(this.pool, findLastAssigned, [lane, number, begunBy]);
    if (begun === undefined || upTo === 0) return [];
    const wanted = { assignmentId: eventId(lane, begun.position), upTo };
    const [documents = []] = await retrying(() => readDocuments(this.pool, lane, [wanted]));
    return documents.map(audited);
  }

  async timeline(
    { lane, number }: AuditedIdentity,
    after: Position | 0,
    upTo: Position | 0,
    limit: number,
  ): Promise<readonly AuditedEvent[]> {
    const rows = await ask<{ document: string }>(this.pool, readTimeline, [lane, number, after, upTo, limit]);
    return rows.map(({ document }) => audited(document));
  }

  async referenceOf(poolId: PoolId, subjectId: SubjectId): Promise<SubjectReference> {
    type Row = { reference: string | null; erased_at: Instant | null };
    const [row] = await ask<Row>(this.pool, findReference, [laneOf(poolId, this.lanes), poolId, subjectId]);
    return { reference: row?.reference ?? null, erasedAt: row?.erased_at ?? null };
  }

  async subjectOf(poolId: PoolId, subject: Subject): Promise<SubjectId | undefined> {
    const values = [laneOf(poolId, this.lanes), poolId, subject.kind, referenceOf(subject)];
    const [row] = await ask<{ subject_id: SubjectId }>(this.pool, findSubjectId, values);
    return row?.subject_id;
  }

  async assignmentsOf(
    subjectId: SubjectId,
    after: AssignmentId | undefined,
    limit: number,
  ): Promise<SubjectAssignments> {
    const behind = await askEachLane(this.pool, this.lanes, findLanesBehind, [subjectAssignments], { which: 'all' });
    const { lane: first, position } = (after && parseEventId(after)) ?? { lane: 0, position: 0 };
    const lanes = Array.from({ length: this.lanes - first }, (_, index) => (first + index) as Lane);
    const documents: string[] = [];
    for (const asked of isOnCitus(this.pool) ? lanes.map((lane) => [lane]) : [lanes]) {
      if (documents.length >= limit) break;
      const positions = asked.map((lane) => (lane === first ? position : 0));
      const values = [asked, int8Array(positions), subjectId, limit - documents.length];
      const rows = await ask<{ document: string }>(this.pool, readSubjectAssignments, values);
      documents.push(...rows.map(({ document }) => document));
    }
    return { assigned: documents.map(audited), isComplete: behind.length === 0 };
  }
}

function audited(document: string): AuditedEvent {
  return { document, event: decodeEvent(document) };
}
