import type { LockedLane, Wanted } from '@allocator/application';
import type {
  AnonymousUse,
  AssignmentId,
  HoldMove,
  Identity,
  IdentityNumber,
  Instant,
  KnownSubject,
  Lane,
  LaneView,
  NamedAssignment,
  PoolId,
  PoolTerms,
  Position,
  Subject,
  SubjectId,
  SubjectKey,
} from '@allocator/domain';
import {
  assignmentFrom,
  eventId,
  compareQueueOrder,
  parseEventId,
  referenceOf,
  subjectKey,
  toIso,
} from '@allocator/domain';
import type { PoolClient, QueryResultRow } from 'pg';
import { int4Array, int8Array, textArray, uuidArray } from '../sql/binary-array.js';
import type { RememberedRow } from './remembered-from.js';
import { rememberedFrom } from './remembered-from.js';
import type { IdentityRow } from '../sql/identity-row.js';
import { identityOf } from '../sql/identity-row.js';
import { readHistories } from '../history/read-histories.js';
import { run } from '../connection/run.js';
import type { Statement } from '../sql/statement.js';
import { countAnonymousUse } from './statements/count-anonymous-use.js';
import { findAssignments } from './statements/find-assignments.js';
import { findCommands } from './statements/find-commands.js';
import { findDue } from './statements/find-due.js';
import { findIdentities } from './statements/find-identities.js';
import { findPools } from './statements/find-pools.js';
import { findMoves } from './statements/find-moves.js';
import { findQueues } from './statements/find-queues.js';
import { findSubjects } from './statements/find-subjects.js';

type AssignmentRow = IdentityRow & { asked_position: Position };
type TermsRow = { terms: PoolTerms; hold_move: HoldMove | null; assign_not_before: Instant | null };
type MoveRow = { pool_id: PoolId; hold_move: HoldMove };
interface SubjectColumns {
  subject_pool_id: PoolId;
  kind: Subject['kind'];
  reference: string;
  known_subject_id: SubjectId;
  /** Null if the subject was only refused so far. */
  last_identity: IdentityNumber | null;
  earlier_identities: IdentityNumber[] | null;
}
/** A subject with one of the identities assigned to it, or with none. */
type SubjectRow = SubjectColumns & (IdentityRow | { number: null });
type AnonymousUseRow = AnonymousUse & { pool_id: PoolId };

/** The results of the statements of one round trip. */
export interface Found {
  readonly wanted: Wanted;
  readonly commands: readonly RememberedRow[];
  readonly assignments: readonly AssignmentRow[];
  readonly named: readonly IdentityRow[];
  readonly subjects: readonly SubjectRow[];
  readonly queued: readonly IdentityRow[];
  readonly due: readonly IdentityRow[];
  readonly terms: readonly TermsRow[];
  readonly moves: readonly MoveRow[];
}

/** Reads everything that the batch names: one set-wise statement for each kind of thing that it names, all in one packet. */
export async function prefetch(client: PoolClient, lane: Lane, wanted: Wanted): Promise<Found> {
  const { commandIds, assignmentIds, impis, dueMax } = wanted;
  const asked = <R extends QueryResultRow>(
    count: number,
    statement: Statement,
    values: () => unknown[],
  ): Promise<R[]> => (count === 0 ? Promise.resolve([]) : run<R>(client, statement, [lane, ...values()]));
  const uses = [...new Map(wanted.subjects.map((use) => [subjectKey(use.poolId, use.subject), use])).values()];
  const queues = [...wanted.queues].filter(([, length]) => length > 0);
  const [commands, assignments, named, subjects, queued, due, terms, moves] = await Promise.all([
    asked<RememberedRow>(commandIds.length, findCommands, () => [uuidArray(commandIds)]),
    asked<AssignmentRow>(assignmentIds.length, findAssignments, () => [
      int8Array(assignmentIds.map((id) => parseEventId(id)?.position)),
    ]),
    asked<IdentityRow>(impis.length, findIdentities, () => [
      textArray(impis.map(({ poolId }) => poolId)),
      textArray(impis.map(({ impi }) => impi)),
    ]),
    asked<SubjectRow>(uses.length, findSubjects, () => [
      textArray(uses.map(({ poolId }) => poolId)),
      textArray(uses.map(({ subject }) => subject.kind)),
      textArray(uses.map(({ subject }) => referenceOf(subject))),
    ]),
    asked<IdentityRow>(queues.length, findQueues, () => [
      textArray(queues.map(([poolId]) => poolId)),
      int4Array(queues.map(([, length]) => length)),
    ]),
    asked<IdentityRow>(dueMax, findDue, () => [dueMax]),
    termsOf(client, lane, [...wanted.queues.keys()]),
    // Due leases can be in any pool.
    asked<MoveRow>(dueMax, findMoves, () => []),
  ]);
  return { wanted, commands, assignments, named, subjects, queued, due, terms, moves };
}

/** The view of the lane. Reads more only for repeated commands, former assignments, and terms of pools that the batch does not name. */
export async function completeView(client: PoolClient, { head, now }: LockedLane, found: Found): Promise<LaneView> {
  const { lane, position } = head;
  const assignments = await namedAssignments(client, { head, now }, found.assignments);
  const latest = [...assignments.values()].flatMap((named) => (named.kind === 'latest' ? [named.identity] : []));
  const assigned = found.subjects.filter((row) => row.number !== null);
  const identities = [...latest, ...[...found.named, ...assigned].map((row) => identityOf(lane, row))];
  const terms = await allTerms(client, lane, found.terms, [
    ...identities.map(({ poolId }) => poolId),
    ...[...assignments.values()].flatMap((named) => (named.kind === 'past' ? [named.assignment.poolId] : [])),
  ]);
  return {
    lane,
    position,
    now,
    pools: new Map(terms.map((row) => [row.terms.poolId, row.terms])),
    moves: movesOf(terms, found.moves),
    assignNotBefore: new Map(
      terms.flatMap((row) => (row.assign_not_before === null ? [] : [[row.terms.poolId, row.assign_not_before]])),
    ),
    remembered: await rememberedFrom(client, lane, found.commands),
    identities,
    assignments,
    subjects: knownSubjects(found.subjects),
    queues: queuesOf(lane, found),
    anonymousUse: await anonymousUse(client, { head, now }, found.wanted, terms),
    due: found.due.map((row) => identityOf(lane, row)),
  };
}

async function namedAssignments(
  client: PoolClient,
  { head: { lane }, now }: LockedLane,
  rows: readonly AssignmentRow[],
): Promise<ReadonlyMap<AssignmentId, NamedAssignment>> {
  const named = new Map<AssignmentId, NamedAssignment>();
  const past: AssignmentId[] = [];
  for (const row of rows) {
    const id = eventId(lane, row.asked_position);
    if (row.assignment_position !== row.asked_position) past.push(id);
    else named.set(id, { kind: 'latest', identity: identityOf(lane, row) });
  }
  // Their identities have been assigned again, so these assignments are computed from their own events.
  const wanted = past.map((assignmentId) => ({ assignmentId }));
  const histories = await readHistories(client, lane, wanted);
  for (const [index, id] of past.entries()) {
    const assignment = assignmentFrom(histories[index] ?? [], now);
    if (assignment !== undefined) named.set(id, { kind: 'past', assignment });
  }
  return named;
}

function knownSubjects(rows: readonly SubjectRow[]): ReadonlyMap<SubjectKey, KnownSubject> {
  const known = new Map<SubjectKey, KnownSubject>();
  for (const { subject_pool_id, kind, reference, known_subject_id, last_identity, earlier_identities } of rows) {
    const subject: Subject = kind === 'authenticated' ? { kind, ref: reference } : { kind, session: reference };
    const identityNumbers = last_identity === null ? [] : [last_identity, ...(earlier_identities ?? [])];
    known.set(subjectKey(subject_pool_id, subject), { subjectId: known_subject_id, identityNumbers });
  }
  return known;
}

/** The use by anonymous subjects of those pools that limit it and have a request for such a subject in the batch. */
async function anonymousUse(
  client: PoolClient,
  { head: { lane }, now }: LockedLane,
  { subjects }: Wanted,
  terms: readonly TermsRow[],
): Promise<ReadonlyMap<PoolId, AnonymousUse>> {
  const limited = terms.filter(
    ({ terms: { poolId, anonymousSharePercent } }) =>
      anonymousSharePercent !== undefined &&
      subjects.some(({ subject, poolId: asked }) => subject.kind === 'anonymous' && asked === poolId),
  );
  if (limited.length === 0) return new Map();
  const poolIds = textArray(limited.map((row) => row.terms.poolId));
  const rows = await run<AnonymousUseRow>(client, countAnonymousUse, [lane, poolIds, toIso(now)]);
  return new Map(rows.map(({ pool_id, held, total }) => [pool_id, { held, total }]));
}

function queuesOf(lane: Lane, { wanted, queued }: Found): ReadonlyMap<PoolId, readonly Identity[]> {
  const queues = new Map<PoolId, Identity[]>([...wanted.queues.keys()].map((poolId) => [poolId, []]));
  for (const row of queued) queues.get(row.pool_id)?.push(identityOf(lane, row));
  for (const queue of queues.values()) {
    // If there are revoked identities, they come last.
    const last = queue.at(-1);
    if (last !== undefined && last.keptFrom !== null) queue.sort(compareQueueOrder);
  }
  return queues;
}

async function allTerms(
  client: PoolClient,
  lane: Lane,
  known: readonly TermsRow[],
  poolIds: readonly PoolId[],
): Promise<readonly TermsRow[]> {
  const read = new Set(known.map(({ terms }) => terms.poolId));
  const missing = new Set(poolIds.filter((poolId) => !read.has(poolId)));
  return [...known, ...(await termsOf(client, lane, [...missing]))];
}

async function termsOf(client: PoolClient, lane: Lane, poolIds: readonly PoolId[]): Promise<TermsRow[]> {
  if (poolIds.length === 0) return [];
  return run<TermsRow>(client, findPools, [lane, textArray(poolIds)]);
}

function movesOf(terms: readonly TermsRow[], ofLane: readonly MoveRow[]): ReadonlyMap<PoolId, HoldMove> {
  const moves = new Map(ofLane.map(({ pool_id, hold_move }) => [pool_id, hold_move]));
  for (const { terms: pool, hold_move } of terms) if (hold_move !== null) moves.set(pool.poolId, hold_move);
  return moves;
}
