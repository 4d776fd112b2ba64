import type { LaneHead, Wanted } from '@allocator/application';
import type {
  AssignmentId,
  Identity,
  Instant,
  KnownSubject,
  LaneView,
  NamedAssignment,
  PoolId,
  PoolTerms,
  Position,
  Subject,
  SubjectId,
  SubjectKey,
} from '@allocator/domain';
import { assignmentFrom, eventId, parseEventId, referenceOf, subjectKey, toIso } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { findRemembered } from './find-remembered.js';
import type { IdentityRow } from './identity-row.js';
import { identityOf } from './identity-row.js';
import { readHistories } from './read-histories.js';
import { run } from './run.js';
import { findAssignments } from './statements/find-assignments.js';
import { findDue } from './statements/find-due.js';
import { findIdentities } from './statements/find-identities.js';
import { findPools } from './statements/find-pools.js';
import { findQueues } from './statements/find-queues.js';
import { findSubjects } from './statements/find-subjects.js';

/** Reads what the batch names, a set-wise statement for each kind of thing, none for what it does not name. */
export async function prefetch(client: PoolClient, head: LaneHead, now: Instant, wanted: Wanted): Promise<LaneView> {
  const { lane, position } = head;
  const remembered = await findRemembered(client, lane, wanted.commandIds);
  const assignments = await namedAssignments(client, head, now, wanted.assignmentIds);
  const named = await namedIdentities(client, head, wanted.impis);
  const subjects = await knownSubjects(client, head, wanted.subjects);
  const queues = await headsOfQueues(client, head, wanted.queues);
  const due = await dueIdentities(client, head, now, wanted.dueMax);
  const latest = [...assignments.values()].flatMap((found) => (found.kind === 'latest' ? [found.identity] : []));
  const identities = [...latest, ...named, ...subjects.identities];
  const pools = await termsOf(client, head, [
    ...wanted.queues.keys(),
    ...identities.map(({ poolId }) => poolId),
    ...[...assignments.values()].flatMap((found) => (found.kind === 'past' ? [found.assignment.poolId] : [])),
  ]);
  return { lane, position, now, pools, remembered, identities, assignments, subjects: subjects.known, queues, due };
}

async function namedAssignments(
  client: PoolClient,
  { lane }: LaneHead,
  now: Instant,
  ids: readonly AssignmentId[],
): Promise<ReadonlyMap<AssignmentId, NamedAssignment>> {
  const found = new Map<AssignmentId, NamedAssignment>();
  if (ids.length === 0) return found;
  const positions = ids.map((id) => parseEventId(id)?.position);
  type Row = IdentityRow & { asked_position: Position };
  const past: AssignmentId[] = [];
  for (const row of await run<Row>(client, findAssignments, [lane, positions])) {
    const id = eventId(lane, row.asked_position);
    if (row.assignment_position !== row.asked_position) past.push(id);
    else found.set(id, { kind: 'latest', identity: identityOf(lane, row) });
  }
  // Their identities have been lent on: they are told by their own events.
  const histories = await readHistories(
    client,
    lane,
    past.map((assignmentId) => ({ assignmentId })),
  );
  for (const [index, id] of past.entries()) {
    const assignment = assignmentFrom(histories[index] ?? [], now);
    if (assignment !== undefined) found.set(id, { kind: 'past', assignment });
  }
  return found;
}

async function namedIdentities(client: PoolClient, { lane }: LaneHead, impis: Wanted['impis']): Promise<Identity[]> {
  if (impis.length === 0) return [];
  const rows = await run<IdentityRow>(client, findIdentities, [
    lane,
    impis.map(({ poolId }) => poolId),
    impis.map(({ impi }) => impi),
  ]);
  return rows.map((row) => identityOf(lane, row));
}

async function knownSubjects(
  client: PoolClient,
  { lane }: LaneHead,
  subjects: Wanted['subjects'],
): Promise<{ known: ReadonlyMap<SubjectKey, KnownSubject>; identities: Identity[] }> {
  const known = new Map<SubjectKey, KnownSubject>();
  if (subjects.length === 0) return { known, identities: [] };
  const asked = [...new Map(subjects.map((named) => [subjectKey(named.poolId, named.subject), named])).values()];
  type Row = IdentityRow & {
    subject_pool_id: PoolId;
    kind: Subject['kind'];
    reference: string;
    known_subject_id: SubjectId;
  };
  const rows = await run<Row>(client, findSubjects, [
    lane,
    asked.map(({ poolId }) => poolId),
    asked.map(({ subject }) => subject.kind),
    asked.map(({ subject }) => referenceOf(subject)),
  ]);
  for (const { subject_pool_id, kind, reference, known_subject_id, number } of rows) {
    const subject: Subject = kind === 'authenticated' ? { kind, ref: reference } : { kind, session: reference };
    known.set(subjectKey(subject_pool_id, subject), { subjectId: known_subject_id, lastLent: number });
  }
  return { known, identities: rows.map((row) => identityOf(lane, row)) };
}

async function headsOfQueues(
  client: PoolClient,
  { lane }: LaneHead,
  queues: Wanted['queues'],
): Promise<ReadonlyMap<PoolId, readonly Identity[]>> {
  const heads = new Map<PoolId, Identity[]>([...queues.keys()].map((poolId) => [poolId, []]));
  const asked = [...queues].filter(([, length]) => length > 0);
  if (asked.length === 0) return heads;
  const rows = await run<IdentityRow>(client, findQueues, [
    lane,
    asked.map(([poolId]) => poolId),
    asked.map(([, length]) => length),
  ]);
  for (const row of rows) heads.get(row.pool_id)?.push(identityOf(lane, row));
  return heads;
}

async function dueIdentities(
  client: PoolClient,
  { lane }: LaneHead,
  now: Instant,
  dueMax: number,
): Promise<Identity[]> {
  if (dueMax === 0) return [];
  const rows = await run<IdentityRow>(client, findDue, [lane, toIso(now), dueMax]);
  return rows.map((row) => identityOf(lane, row));
}

async function termsOf(
  client: PoolClient,
  { lane }: LaneHead,
  poolIds: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, PoolTerms>> {
  if (poolIds.length === 0) return new Map();
  const rows = await run<{ terms: PoolTerms }>(client, findPools, [lane, [...new Set(poolIds)]]);
  return new Map(rows.map(({ terms }) => [terms.poolId, terms]));
}
