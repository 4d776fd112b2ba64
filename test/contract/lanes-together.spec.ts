import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { appendEvents, batchItem, wantedBy } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { decideBatch, laneOf } from '@allocator/domain';
import { PostgresLaneStore } from '@allocator/postgres';
import { assign, testOrigin } from '@allocator/testing';
import { assignMany, documentsOf, lanes, poolIds, useCases } from '../support/assign-many.js';
import { describeOnOneServer } from '../support/describe-on-one-server.js';
import { eventually } from '../support/eventually.js';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { waitingForLane } from '../support/waiting-for-lane.js';

describeOnOneServer('one transaction over several lanes', () => {
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
  let commands = 0;
  const batchOf = (lane: Lane) => {
    const poolId = poolIds.find((each) => laneOf(each, lanes) === lane);
    return [batchItem(assign(++commands, { ...(poolId !== undefined && { poolId }) }))];
  };
  const assignIn = (...of: Lane[]) =>
    useCases(database).executor.executeBatches(new Map(of.map((lane) => [lane, batchOf(lane)])));

  const held = new Set<() => Promise<void>>();
  afterEach(() => Promise.all([...held].map((release) => release())));

  /** Locks lanes' rows as another process does, until the returned function is called. */
  async function holding(...of: Lane[]): Promise<() => Promise<void>> {
    const other = await database.owner.connect();
    await other.query('begin');
    await other.query('select from lanes where lane = any($1) for update', [of]);
    const release = async (): Promise<void> => {
      if (!held.delete(release)) return;
      await other.query('commit');
      other.release();
    };
    held.add(release);
    return release;
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

  /** Whether no server process has the right to wait for lanes. */
  async function isLineEmpty(): Promise<boolean> {
    const { rowCount } = await database.owner.query(
      `select from pg_locks join pg_database on pg_database.oid = database
       where datname = current_database() and locktype = 'advisory' and objid = 7233240 and granted`,
    );
    return rowCount === 0;
  }

  it('does not keep others in line behind lanes that stay held', async () => {
    const release = await holding(first, second);
    const waits = assignIn(first, second);
    await waitingForLane(database);
    await eventually(isLineEmpty, 10_000, 'an empty line');
    await release();
    expect((await waits).size).toBe(2);
  });

  it('leaves the line if it is cancelled', async () => {
    const release = await holding(first, second);
    const waits = assignIn(first, second);
    await database.owner.query(`select pg_cancel_backend(${await waitingForLane(database)})`);
    await eventually(isLineEmpty, 10_000, 'an empty line');
    await release();
    await Promise.allSettled([waits]);
    expect(await isLineEmpty()).toBe(true);
  });

  it('locks lanes by the transaction itself, also after a wait: an update of a row that a subtransaction has locked needs a multixact', async () => {
    const release = await holding(first, second);
    const client = await database.owner.connect();
    await client.query('begin');
    const entered = client.query('select from enter_lanes($1, $2)', [
      [first, second],
      [0, 0],
    ]);
    await waitingForLane(database);
    await release();
    await entered;
    const { rows: own } = await client.query('select pg_current_xact_id()::text as xid');
    const { rows } = await database.owner.query('select xmax::text as xid from lanes where lane in ($1, $2)', [
      first,
      second,
    ]);
    await client.query('rollback');
    client.release();
    expect(rows).toEqual([own[0], own[0]]);
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
});
