import type {
  AuditRead,
  DueSubject,
  ErasableSubject,
  ErasureStore,
  LockedLane,
  OpenErasures,
  Requester,
} from '@allocator/application';
import type { HoldMove, Identity, IdentityNumber, Instant, Lane, PoolId, Subject, SubjectId } from '@allocator/domain';
import { referenceOf, toIso } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import { insertAuditRead } from '../audit/statements/insert-audit-read.js';
import { inTransaction } from '../connection/in-transaction.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask, run, sendAll } from '../connection/run.js';
import { LaneLocks } from '../lane/lane-locks.js';
import { findMoves } from '../lane/statements/find-moves.js';
import { int4Array, uuidArray } from '../sql/binary-array.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { deleteSubject } from './statements/delete-subject.js';
import { findAllHeldIdentities } from './statements/find-all-held-identities.js';
import { findHeldIdentities } from './statements/find-held-identities.js';
import { findHolds } from './statements/find-holds.js';
import { findLaneOfSubject } from './statements/find-lane-of-subject.js';
import { findLanesToErase } from './statements/find-lanes-to-erase.js';
import { keepSubject } from './statements/keep-subject.js';
import { keepTime } from './statements/keep-time.js';
import { liftHold } from './statements/lift-hold.js';
import { lockDueSubjects } from './statements/lock-due-subjects.js';
import { lockSubject } from './statements/lock-subject.js';
import { noteCommands } from './statements/note-commands.js';
import { placeHold } from './statements/place-hold.js';
import { planErasure } from './statements/plan-erasure.js';
import { recordErasure } from './statements/record-erasure.js';

interface SubjectRow {
  pool_id: PoolId;
  kind: Subject['kind'];
  reference: string;
  subject_id: SubjectId;
  /** Null if the subject was only refused so far. */
  last_identity: IdentityNumber | null;
  earlier_identities: IdentityNumber[] | null;
  has_more_identities: boolean;
  erases_at: Instant | null;
  erasure_requested_by: string | null;
  erasure_client: string | null;
}

export class PostgresErasureStore implements ErasureStore {
  constructor(
    private readonly pool: Pool,
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {}

  inLane<T>(lane: Lane, work: (open: OpenErasures) => Promise<T>): Promise<T> {
    const transact = () =>
      inTransaction(this.pool, async (client) => {
        const locked = await this.locks.lock(client, lane);
        return { answer: await work(new PostgresOpenErasures(client, locked)), heads: [] };
      });
    return this.locks.guard(transact);
  }

  async lanesDue(lanes: number): Promise<readonly Lane[]> {
    return (await askEachLane<{ lane: Lane }>(this.pool, lanes, findLanesToErase)).map(({ lane }) => lane);
  }

  placeHold(subjectId: SubjectId, by: string, reason: string): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const [found] = await run<{ lane: Lane }>(client, findLaneOfSubject, [subjectId]);
      // An erasure can have deleted it meanwhile.
      if (found === undefined || (await run(client, keepSubject, [found.lane, subjectId])).length === 0) return false;
      await run(client, placeHold, [subjectId, by, reason]);
      return true;
    });
  }

  async liftHold(subjectId: SubjectId): Promise<boolean> {
    return (await ask(this.pool, liftHold, [subjectId])).length > 0;
  }
}

class PostgresOpenErasures implements OpenErasures {
  readonly head: LockedLane['head'];
  readonly now: Instant;

  constructor(
    private readonly client: PoolClient,
    { head, now }: LockedLane,
  ) {
    this.head = head;
    this.now = now;
  }

  async lockSubject(poolId: PoolId, subject: Subject): Promise<ErasableSubject | undefined> {
    const values = [this.head.lane, poolId, subject.kind, referenceOf(subject)];
    const [row] = await run<SubjectRow>(this.client, lockSubject, values);
    return row && erasableSubject(row);
  }

  async lockDue(countMax: number): Promise<readonly DueSubject[]> {
    const rows = await run<SubjectRow>(this.client, lockDueSubjects, [this.head.lane, toIso(this.now), countMax]);
    return rows.map(dueSubject);
  }

  async underHold(subjectIds: readonly SubjectId[]): Promise<ReadonlySet<SubjectId>> {
    const rows = await run<{ subject_id: SubjectId }>(this.client, findHolds, [uuidArray(subjectIds)]);
    return new Set(rows.map(({ subject_id }) => subject_id));
  }

  async heldIdentities(pairs: Parameters<OpenErasures['heldIdentities']>[0]): Promise<readonly Identity[]> {
    const subjectIds = uuidArray(pairs.map(({ subjectId }) => subjectId));
    const numbers = int4Array(pairs.map(({ number }) => number));
    const rows = await run<IdentityRow>(this.client, findHeldIdentities, [this.head.lane, subjectIds, numbers]);
    return rows.map((row) => identityOf(this.head.lane, row));
  }

  async allHeldIdentities(subjectIds: readonly SubjectId[]): Promise<readonly Identity[]> {
    const values = [this.head.lane, uuidArray(subjectIds)];
    const rows = await run<IdentityRow>(this.client, findAllHeldIdentities, values);
    return rows.map((row) => identityOf(this.head.lane, row));
  }

  async moves(): Promise<ReadonlyMap<PoolId, HoldMove>> {
    const rows = await run<{ pool_id: PoolId; hold_move: HoldMove }>(this.client, findMoves, [[this.head.lane]]);
    return new Map(rows.map(({ pool_id, hold_move }) => [pool_id, hold_move]));
  }

  async erase(subject: ErasableSubject, record: AuditRead): Promise<void> {
    const { lane } = this.head;
    const now = toIso(this.now);
    // In this order: a trigger refuses to delete a reference whose erasure is not recorded.
    await sendAll(this.client, [
      { statement: keepTime, values: [lane, now] },
      { statement: recordErasure, values: [lane, subject.subjectId, now] },
      { statement: deleteSubject, values: this.keyOf(subject) },
      { statement: noteCommands, values: [lane, subject.poolId, now] },
      { statement: insertAuditRead, values: auditValues(record) },
    ]);
  }

  async plan(subject: ErasableSubject, erasesAt: Instant, { person, client }: Requester): Promise<void> {
    await run(this.client, planErasure, [...this.keyOf(subject), toIso(erasesAt), person, client]);
  }

  async audit(record: AuditRead): Promise<void> {
    await run(this.client, insertAuditRead, auditValues(record));
  }

  private keyOf({ poolId, subject }: ErasableSubject): [Lane, PoolId, Subject['kind'], string] {
    return [this.head.lane, poolId, subject.kind, referenceOf(subject)];
  }
}

function erasableSubject(row: SubjectRow): ErasableSubject {
  const { kind, reference, last_identity: last, earlier_identities: earlier } = row;
  return {
    poolId: row.pool_id,
    subject: kind === 'authenticated' ? { kind, ref: reference } : { kind, session: reference },
    subjectId: row.subject_id,
    identities: last === null ? [] : [last, ...(earlier ?? [])],
    hasMoreIdentities: row.has_more_identities,
    erasesAt: row.erases_at ?? undefined,
  };
}

function dueSubject(row: SubjectRow): DueSubject {
  const { erasure_requested_by: person, erasure_client: client } = row;
  if (person === null) throw new Error(`the planned erasure of subject ${row.subject_id} has no requester`);
  return { ...erasableSubject(row), requester: { person, client } };
}

function auditValues({ reader, client, what, parameters, reason }: AuditRead): (string | null)[] {
  return [reader, client, what, JSON.stringify(parameters), reason];
}
