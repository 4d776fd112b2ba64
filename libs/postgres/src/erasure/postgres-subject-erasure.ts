import type { AskedBy, DueErasures, Erasure, SubjectErasure } from '@allocator/application';
import { LaneClosedError } from '@allocator/application';
import type { HoldMove, Identity, IdentityNumber, Instant, Lane, PoolId, Subject, SubjectId } from '@allocator/domain';
import { lastBound, laneOf, latestLease, referenceOf, toIso } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import { int4Array, uuidArray } from '../sql/binary-array.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { type Committed, LaneLocks } from '../lane/lane-locks.js';
import type { Call } from '../connection/run.js';
import { ask, run, sendAll } from '../connection/run.js';
import { insertAuditRead } from '../audit/statements/insert-audit-read.js';
import { keepSubject } from '../audit/statements/keep-subject.js';
import { liftHold } from '../audit/statements/lift-hold.js';
import { placeHold } from '../audit/statements/place-hold.js';
import { deleteSubject } from './statements/delete-subject.js';
import { findAllHeldIdentities } from './statements/find-all-held-identities.js';
import { findHeldIdentities } from './statements/find-held-identities.js';
import { findHolds } from './statements/find-holds.js';
import { findLanesToErase } from './statements/find-lanes-to-erase.js';
import { keepTime } from './statements/keep-time.js';
import { lockDueSubjects } from './statements/lock-due-subjects.js';
import { lockSubject } from './statements/lock-subject.js';
import { noteCommands } from './statements/note-commands.js';
import { planErasure } from './statements/plan-erasure.js';
import { recordErasure } from './statements/record-erasure.js';
import { findMoves } from '../lane/statements/find-moves.js';
import { inTransaction } from '../connection/in-transaction.js';

interface SubjectRow {
  pool_id: PoolId;
  kind: Subject['kind'];
  reference: string;
  subject_id: SubjectId;
  /** Null if the subject was only refused so far. */
  last_identity: IdentityNumber | null;
  earlier_identities: IdentityNumber[] | null;
  /** The subject can hold identities that are missing in the two members above. */
  has_more_identities: boolean;
  erases_at: Instant | null;
  erasure_requested_by: string | null;
  erasure_client: string | null;
}

/** Who requested an erasure, and why it is carried out now. */
interface Cause {
  readonly askedBy: AskedBy;
  readonly reason: string;
}

export class PostgresSubjectErasure implements SubjectErasure, DueErasures {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {}

  erase(poolId: PoolId, subject: Subject, askedBy: AskedBy): Promise<Erasure> {
    const lane = laneOf(poolId, this.lanes);
    return this.inLane(lane, async (client, now): Promise<Erasure> => {
      const [known] = await run<SubjectRow>(client, lockSubject, [lane, poolId, subject.kind, referenceOf(subject)]);
      if (known === undefined) return { kind: 'unknown' };
      const subjectId = known.subject_id;
      if ((await heldAmong(client, [known])).has(subjectId)) return { kind: 'held', subjectId };
      const bound = (await boundsOf(client, lane, [known], now)).get(subjectId);
      if (bound === undefined || bound <= now) {
        await sendAll(client, erased(lane, known, now, { askedBy, reason: 'the WWSF asked for it' }));
        return { kind: 'erased', subjectId, erasedAt: now };
      }
      await sendAll(client, planned(lane, known, bound, askedBy));
      return { kind: 'planned', subjectId, erasesAt: bound };
    });
  }

  async lanesDue(): Promise<readonly Lane[]> {
    return (await ask<{ lane: Lane }>(this.pool, findLanesToErase, [])).map(({ lane }) => lane);
  }

  eraseDue(lane: Lane, countMax: number): Promise<number> {
    return this.inLane(lane, async (client, now) => {
      const due = await run<SubjectRow>(client, lockDueSubjects, [lane, toIso(now), countMax]);
      // A hold may have been placed while this transaction waited for the row.
      const held = await heldAmong(client, due);
      const subjects = due.filter(({ subject_id }) => !held.has(subject_id));
      const bounds = await boundsOf(client, lane, subjects, now);
      for (const subject of subjects) {
        const bound = bounds.get(subject.subject_id);
        const { erasure_requested_by, erasure_client } = subject;
        const askedBy = { person: erasure_requested_by ?? '', client: erasure_client };
        const cause = { askedBy, reason: "the subject's last lease is over" };
        const isOver = bound === undefined || bound <= now;
        await sendAll(
          client,
          isOver ? erased(lane, subject, now, cause) : planned(lane, subject, bound, cause.askedBy),
        );
      }
      return due.length;
    });
  }

  hold(subjectId: SubjectId, by: string, reason: string): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      if ((await run(client, keepSubject, [subjectId])).length === 0) return false;
      await run(client, placeHold, [subjectId, by, reason]);
      return true;
    });
  }

  async lift(subjectId: SubjectId): Promise<boolean> {
    return (await ask(this.pool, liftHold, [subjectId])).length > 0;
  }

  /** Only in an open lane: a closed one may have lost a lease of the subject. */
  private inLane<T>(lane: Lane, work: (client: PoolClient, now: Instant) => Promise<T>): Promise<T> {
    const transact = () =>
      inTransaction(this.pool, async (client): Promise<Committed<T>> => {
        const { head, now } = await this.locks.lock(client, lane);
        if (head.closedBecause !== undefined) throw new LaneClosedError(lane, head.closedBecause);
        return { answer: await work(client, now), heads: [] };
      });
    return this.locks.guard(transact);
  }
}

async function heldAmong(client: PoolClient, subjects: readonly SubjectRow[]): Promise<ReadonlySet<SubjectId>> {
  const ids = uuidArray(subjects.map(({ subject_id }) => subject_id));
  const rows = await run<{ subject_id: SubjectId }>(client, findHolds, [ids]);
  return new Set(rows.map(({ subject_id }) => subject_id));
}

/** End of the last open lease of each subject; subjects without one are absent. */
async function boundsOf(
  client: PoolClient,
  lane: Lane,
  subjects: readonly SubjectRow[],
  now: Instant,
): Promise<ReadonlyMap<SubjectId, Instant>> {
  const held = await heldIdentities(client, lane, subjects, now);
  type MoveRow = { pool_id: PoolId; hold_move: HoldMove };
  const rows = await run<MoveRow>(client, findMoves, [lane]);
  const moves = new Map(rows.map(({ pool_id, hold_move }) => [pool_id, hold_move]));
  return new Map(
    subjects.flatMap((subject): [SubjectId, Instant][] => {
      const of = held.filter((identity) => latestLease(identity)?.subjectId === subject.subject_id);
      const known = lastBound(of, moves.get(subject.pool_id));
      const bound = isPlannedAhead(subject, now) ? Math.max(known ?? 0, subject.erases_at ?? 0) : known;
      return bound === undefined ? [] : [[subject.subject_id, bound as Instant]];
    }),
  );
}

async function heldIdentities(
  client: PoolClient,
  lane: Lane,
  subjects: readonly SubjectRow[],
  now: Instant,
): Promise<readonly Identity[]> {
  const lent = subjects.flatMap(({ subject_id, last_identity, earlier_identities }) =>
    last_identity === null
      ? []
      : [last_identity, ...(earlier_identities ?? [])].map((number) => ({ subject_id, number })),
  );
  const ids = uuidArray(lent.map(({ subject_id }) => subject_id));
  const numbers = int4Array(lent.map(({ number }) => number));
  const rows = await run<IdentityRow>(client, findHeldIdentities, [lane, ids, numbers]);
  const untold = subjects.filter((subject) => subject.has_more_identities && !isPlannedAhead(subject, now));
  if (untold.length > 0) {
    const untoldIds = uuidArray(untold.map(({ subject_id }) => subject_id));
    rows.push(...(await run<IdentityRow>(client, findAllHeldIdentities, [lane, untoldIds])));
  }
  return rows.map((row) => identityOf(lane, row));
}

/** The scan for all leases of such a subject runs at the first request and when the erasure is due, not at repeated requests. */
function isPlannedAhead({ has_more_identities, erases_at }: SubjectRow, now: Instant): boolean {
  return has_more_identities && erases_at !== null && erases_at > now;
}

/** In this order: a trigger refuses to delete a reference whose erasure is not recorded. */
function erased(lane: Lane, subject: SubjectRow, now: Instant, { askedBy, reason }: Cause): readonly Call[] {
  const { pool_id: poolId, subject_id: subjectId } = subject;
  const parameters = { poolId, subjectId, erasedAt: toIso(now) };
  return [
    { statement: keepTime, values: [lane, toIso(now)] },
    { statement: recordErasure, values: [lane, subjectId, toIso(now)] },
    { statement: deleteSubject, values: keyOf(lane, subject) },
    { statement: noteCommands, values: [lane, poolId, toIso(now)] },
    {
      statement: insertAuditRead,
      values: [askedBy.person, askedBy.client, 'subject-erased', JSON.stringify(parameters), reason],
    },
  ];
}

function planned(lane: Lane, subject: SubjectRow, bound: Instant, { person, client }: AskedBy): readonly Call[] {
  const { pool_id: poolId, subject_id: subjectId, erases_at: before } = subject;
  const plan = { statement: planErasure, values: [...keyOf(lane, subject), toIso(bound), person, client] };
  if (before !== null) return before === bound ? [] : [plan];
  const parameters = JSON.stringify({ poolId, subjectId, erasesAt: toIso(bound) });
  const reason = 'the WWSF asked for it while the subject held an identity';
  return [plan, { statement: insertAuditRead, values: [person, client, 'erasure-planned', parameters, reason] }];
}

function keyOf(lane: Lane, { pool_id, kind, reference }: SubjectRow): [Lane, PoolId, Subject['kind'], string] {
  return [lane, pool_id, kind, reference];
}
