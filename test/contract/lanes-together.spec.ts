import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appendEvents, batchItem, wantedBy } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { decideBatch, laneOf } from '@allocator/domain';
import { PostgresLaneStore } from '@allocator/postgres';
import { assign, testOrigin } from '@allocator/testing';
import { assignMany, documentsOf, lanes, poolIds, useCases } from '../support/assign-many.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { waitingForLane } from '../support/waiting-for-lane.js';

/** What one transaction over several lanes does in PostgreSQL. */
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await assignMany(database, 40, 0);
});
afterAll(() => database.drop());

const [first, second, third] = poolIds.map((poolId) => laneOf(poolId, lanes)).sort((a, b) => a - b) as [
  Lane,
  Lane,
  Lane,
];
const laneWithoutPool = [0, 1, 2, 3].find((lane) => ![first, second, third].includes(lane as Lane)) as Lane;
let commands = 0;
const batchOf = (lane: Lane) => {
  const poolId = poolIds.find((each) => laneOf(each, lanes) === lane);
  return [batchItem(assign(++commands, { ...(poolId !== undefined && { poolId }) }))];
};
const assignIn = (...of: Lane[]) =>
  useCases(database).executor.executeBatches(new Map(of.map((lane) => [lane, batchOf(lane)])));

/** Locks a lane's row as another process does, until the returned function is called. */
async function holding(lane: Lane): Promise<() => Promise<void>> {
  const other = await database.owner.connect();
  await other.query('begin');
  await other.query('select from lanes where lane = $1 for update', [lane]);
  return async () => {
    await other.query('commit');
    other.release();
  };
}

it('assigns in every lane with one commit', async () => {
  const decided = await assignIn(first, second, third);
  expect([...decided.values()].map(({ kind }) => kind)).toEqual(['decided', 'decided', 'decided']);
  const { rows } = await database.owner.query<{ type: string; transaction: string }>(
    'select type, e.xmin::text as transaction from events e join lanes l using (lane, position) where lane = any($1)',
    [[first, second, third]],
  );
  expect(rows.map(({ type }) => type)).toEqual(['Assigned', 'Assigned', 'Assigned']);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBe(1);
});

it('leaves out a lane that another process holds, and does not wait for it', async () => {
  const release = await holding(second);
  const decided = await assignIn(first, second, third);
  expect([...decided.keys()].sort((a, b) => a - b)).toEqual([first, third]);
  await release();
});

it('waits for one lane if all are held, and then takes what is free: not for the one that stays held', async () => {
  const [releaseFirst, releaseSecond] = [await holding(first), await holding(second)];
  const decided = assignIn(first, second);
  await waitingForLane(database);
  await releaseSecond();
  expect([...(await decided).keys()]).toEqual([second]);
  await releaseFirst();
});

it('does not keep others in line behind lanes that stay held', async () => {
  const releases = [await holding(first), await holding(second)];
  const waits = assignIn(first, second);
  await waitingForLane(database);
  const others = [third, laneWithoutPool];
  expect([...(await assignIn(...others)).keys()].sort((a, b) => a - b)).toEqual(others.toSorted((a, b) => a - b));
  for (const release of releases) await release();
  await waits;
});

it('leaves the line if it is cancelled', async () => {
  const releases = [await holding(first), await holding(second)];
  const client = await database.owner.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const cancelled = client.query('select from enter_lanes($1, $2)', [
    [first, second],
    [0, 0],
  ]);
  const isRefused = expect(cancelled).rejects.toThrow('canceling statement');
  const line = `from pg_locks where locktype = 'advisory' and pid = ${String(rows[0]?.pid)}`;
  while ((await database.owner.query(`select ${line}`)).rowCount === 0);
  await database.owner.query(`select pg_cancel_backend(${String(rows[0]?.pid)})`);
  await isRefused;
  expect((await database.owner.query(`select ${line}`)).rowCount).toBe(0);
  client.release();
  for (const release of releases) await release();
});

it('waits for a single lane', async () => {
  const release = await holding(first);
  const decided = assignIn(first);
  await waitingForLane(database);
  await release();
  expect([...(await decided).keys()]).toEqual([first]);
});

it('writes nothing in any lane if a write is refused in one', async () => {
  const store = new PostgresLaneStore(database.lanePool);
  const batches = new Map([first, second].map((lane) => [lane, batchOf(lane)]));
  const wanted = new Map([...batches].map(([lane, items]) => [lane, wantedBy(items)]));
  const before = await Promise.all([first, second].map((lane) => documentsOf(database, lane)));
  const spoiled = store.decideInLanes(wanted, (view, head) => {
    const { events, identities, subjects } = decideBatch(view, batches.get(head.lane) ?? []);
    const backlinks = { identityNumber: () => undefined, fingerprint: () => '1' };
    const appended = appendEvents(head, events, testOrigin, backlinks);
    if (appended === undefined) throw new Error('the batch assigned nothing');
    const changed = identities.map((identity) => (head.lane === second ? { ...identity, generation: 9 } : identity));
    return { answer: undefined, changes: { ...appended, imported: [], outcomes: [], subjects, changed } };
  });
  await expect(spoiled).rejects.toThrow('generation 9 after');
  expect(await Promise.all([first, second].map((lane) => documentsOf(database, lane)))).toEqual(before);
});
