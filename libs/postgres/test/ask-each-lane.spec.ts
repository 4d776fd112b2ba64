// Test class: server. Uses a real PostgreSQL.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '@allocator/application';
import pg from 'pg';
import { askEachLane } from '../src/connection/ask-each-lane.js';
import { rememberCitus } from '../src/connection/is-on-citus.js';
import type { Database } from '../src/database/database.js';
import { openDatabase } from '../src/database/database.js';
import { PostgresOldRefusals } from '../src/erasure/postgres-old-refusals.js';
import { PostgresCheckpointStore } from '../src/history/postgres-checkpoint-store.js';
import { readLaneHead } from '../src/history/statements/read-lane-head.js';
import { laneWise } from '../src/sql/lane-wise.js';
import { PostgresHoldMoves } from '../src/terms/postgres-hold-moves.js';
import { onServer, urlOf } from './server.js';

const lanes = 8;
/** Waits while the lane is locked, as for a server that does not answer. */
const lockLane = laneWise(
  'lock-lane',
  ({ lane, rows }) => `select ${lane} as lane from ${rows()} cross join lateral (
    select from lanes where lane = ${lane} for update) l`,
);

/** The time in which an answer is expected by default, and more. */
const tooLateForPolls = 1_050;

/** The statements for one lane, as they are sent on Citus, are right for tables of one server. */
describe('questions about every lane, one for each', () => {
  const database = `ask_each_lane_${randomBytes(6).toString('hex')}`;
  let opened: Database;
  let owner: pg.Client;
  beforeAll(async () => {
    await onServer(`create database ${database}`);
    opened = await openDatabase({ url: urlOf(database), lanes, onIdleError: () => undefined });
    owner = new pg.Client({ connectionString: urlOf(database) });
    await owner.connect();
    opened.pool.on('connect', rememberCitus);
    rememberCitus(opened.pool);
  });
  afterAll(async () => {
    await owner.end();
    await opened.close();
    await onServer(`drop database ${database} with (force)`);
  });

  const heads = () => askEachLane<{ lane: number }>(opened.pool, lanes, readLaneHead);

  it('are answered in the order of the lanes, however late some of them are', async () => {
    const statement = laneWise(
      'late-lane',
      ({ lane, rows }) => `select ${lane} as lane, pg_sleep(0.05 * (3 - ${lane})) from ${rows()}`,
    );
    const answers = await askEachLane<{ lane: number }>(opened.pool, 3, statement);
    expect(answers.map(({ lane }) => lane)).toEqual([0, 1, 2]);
  });

  it('wait longer for deletions, and count those of a lane that is late', async () => {
    await owner.query(`
      create function delay() returns trigger language plpgsql as $$ begin perform pg_sleep(${String(tooLateForPolls / 1_000)}); return old; end $$;
      create trigger delay before delete on outcomes for each row execute function delay();
      insert into outcomes (lane, command_id, fingerprint, refused, recorded_at, outcome)
      values (0, gen_random_uuid(), 0, true, '-infinity', '{}')`);
    expect(await new PostgresOldRefusals(opened.pool, lanes).deleteOlderThan(0, 10)).toBe(1);
    await owner.query('drop function delay cascade');
  });

  it('leave out no lane that others ask about at the same time', async () => {
    const answers = await Promise.all([heads(), heads(), heads()]);
    expect(answers.map(({ length }) => length)).toEqual([lanes, lanes, lanes]);
  });

  it('leave out a lane that does not answer, and ask it one question at a time', async () => {
    await owner.query('begin');
    await owner.query('select from lanes where lane = 3 for update');
    const locks = () => askEachLane<{ lane: number }>(opened.pool, lanes, lockLane);
    const answers = await Promise.all([locks(), locks(), locks()]);
    expect(answers.map((rows) => rows.map(({ lane }) => lane).sort())).toEqual(Array(3).fill([0, 1, 2, 4, 5, 6, 7]));
    const waiting = await owner.query(`select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [
      database,
    ]);
    expect(waiting.rowCount).toBe(1);
    const ofAll = askEachLane(opened.pool, lanes, lockLane, [], { which: 'all' });
    await expect(ofAll).rejects.toBeInstanceOf(StoreUnavailableError);
    await owner.query('rollback');
    expect(await heads()).toHaveLength(lanes);
  });

  it('of background work are answered without a lane that does not answer', async () => {
    await owner.query(`
      insert into pools (lane, pool_id, operator_id, terms, hold_move, hold_moved_to)
      select lane, 'pool-' || lane, 'op-a', '{}', '{}', 0 from generate_series(0, 7) lane;
      insert into checkpoints (lane, position, jws, published)
      select lane, position, 'jws', false from generate_series(0, 7) lane, generate_series(1, 2) position`);
    const deaf = withoutLane(3);
    const moving = await new PostgresHoldMoves(deaf, lanes).movingPools();
    expect(moving.map(({ poolId }) => poolId)).toEqual([0, 1, 2, 4, 5, 6, 7].map((lane) => `pool-${String(lane)}`));
    const unpublished = (most: number) => new PostgresCheckpointStore(deaf, lanes).unpublished(most);
    expect((await unpublished(100)).map(({ lane }) => lane)).toEqual([0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 6, 6, 7, 7]);
    expect(await unpublished(3)).toHaveLength(3);
  });

  /** The same database, as if the server of this lane was away. */
  function withoutLane(lost: number): pg.Pool {
    const query = (statement: pg.QueryConfig): Promise<unknown> =>
      statement.values?.[0] === lost ? new Promise(() => undefined) : opened.pool.query(statement);
    const pool = { query } as unknown as pg.Pool;
    rememberCitus(pool);
    return pool;
  }
});
