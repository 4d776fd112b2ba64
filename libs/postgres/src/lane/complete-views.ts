import type { LockedLane } from '@allocator/application';
import type {
  AnonymousUse,
  AssignmentId,
  HoldMove,
  Identity,
  KnownSubject,
  Lane,
  LaneView,
  NamedAssignment,
  PoolId,
  Subject,
  SubjectKey,
} from '@allocator/domain';
import { assignmentFrom, compareQueueOrder, eventId, subjectKey, toIso } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { run } from '../connection/run.js';
import { readHistories } from '../history/read-histories.js';
import { textArray } from '../sql/binary-array.js';
import { identityOf } from '../sql/identity-row.js';
import type { FoundInLane, TermsRow } from './prefetch.js';
import { readTerms, Wants } from './prefetch.js';
import { rememberedFrom } from './remembered-from.js';
import { countAnonymousUse } from './statements/count-anonymous-use.js';

type AnonymousUseRow = AnonymousUse & { pool_id: PoolId };

/** What a lane's rows say, before the terms of all its pools are known. */
interface ReadLane {
  readonly locked: LockedLane;
  readonly found: FoundInLane;
  readonly assignments: ReadonlyMap<AssignmentId, NamedAssignment>;
  readonly identities: readonly Identity[];
}

/**
 * The views of the lanes, in their order. Reads more only for repeated commands, former assignments, and terms of pools that the batches
 * do not name.
 */
export async function completeViews(
  client: PoolClient,
  lanes: readonly LockedLane[],
  found: ReadonlyMap<Lane, FoundInLane>,
): Promise<readonly LaneView[]> {
  const read = await Promise.all(lanes.map((locked) => readLane(client, locked, foundIn(found, locked))));
  const missing = new Map(read.map((lane) => [lane.locked.head.lane, poolsWithoutTerms(lane)]));
  const further = await readTerms(
    client,
    Wants.of(missing, (pools) => pools),
  );
  return Promise.all(
    read.map((lane) => {
      const own = further.filter((row) => row.lane === lane.locked.head.lane);
      return viewOf(client, lane, [...lane.found.terms, ...own]);
    }),
  );
}

function foundIn(found: ReadonlyMap<Lane, FoundInLane>, { head: { lane } }: LockedLane): FoundInLane {
  const of = found.get(lane);
  if (of === undefined) throw new Error(`nothing was read of lane ${String(lane)}`);
  return of;
}

async function readLane(client: PoolClient, locked: LockedLane, found: FoundInLane): Promise<ReadLane> {
  const { lane } = locked.head;
  const assignments = await namedAssignments(client, locked, found.assignments);
  const latest = [...assignments.values()].flatMap((named) => (named.kind === 'latest' ? [named.identity] : []));
  const assigned = found.subjects.filter((row) => row.number !== null);
  const identities = [...latest, ...[...found.named, ...assigned].map((row) => identityOf(lane, row))];
  return { locked, found, assignments, identities };
}

function poolsWithoutTerms({ found, identities, assignments }: ReadLane): ReadonlySet<PoolId> {
  const read = new Set(found.terms.map(({ terms }) => terms.poolId));
  const past = [...assignments.values()].flatMap((each) => (each.kind === 'past' ? [each.assignment] : []));
  return new Set([...identities, ...past].map(({ poolId }) => poolId).filter((poolId) => !read.has(poolId)));
}

async function viewOf(
  client: PoolClient,
  { locked, found, assignments, identities }: ReadLane,
  terms: readonly TermsRow[],
): Promise<LaneView> {
  const { lane, position } = locked.head;
  return {
    lane,
    position,
    now: locked.now,
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
    anonymousUse: await anonymousUse(client, locked, found, terms),
    due: found.due.map((row) => identityOf(lane, row)),
  };
}

async function namedAssignments(
  client: PoolClient,
  { head: { lane }, now }: LockedLane,
  rows: FoundInLane['assignments'],
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

function knownSubjects(rows: FoundInLane['subjects']): ReadonlyMap<SubjectKey, KnownSubject> {
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
  { wanted: { subjects } }: FoundInLane,
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

function queuesOf(lane: Lane, { wanted, queued }: FoundInLane): ReadonlyMap<PoolId, readonly Identity[]> {
  const queues = new Map<PoolId, Identity[]>([...wanted.queues.keys()].map((poolId) => [poolId, []]));
  for (const row of queued) queues.get(row.pool_id)?.push(identityOf(lane, row));
  for (const queue of queues.values()) {
    // If there are revoked identities, they come last.
    const last = queue.at(-1);
    if (last !== undefined && last.keptFrom !== null) queue.sort(compareQueueOrder);
  }
  return queues;
}

function movesOf(terms: readonly TermsRow[], ofLane: FoundInLane['moves']): ReadonlyMap<PoolId, HoldMove> {
  const moves = new Map(ofLane.map(({ pool_id, hold_move }) => [pool_id, hold_move]));
  for (const { terms: pool, hold_move } of terms) if (hold_move !== null) moves.set(pool.poolId, hold_move);
  return moves;
}
