// Test class: server. Uses a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { inPipelinedTransaction } from '../src/connection/in-transaction.js';
import type { Call } from '../src/connection/run.js';
import { run } from '../src/connection/run.js';
import type { Statement } from '../src/sql/statement.js';
import { onServer, urlOf } from './server.js';

const database = 'round_trip_spec';
const insert: Statement = { name: 'insert', text: 'insert into numbers (number) values ($1::int)' };
const count: Statement = { name: 'count', text: 'select count(*)::int as count, null::text as nothing from numbers' };
const numbered = (value: string | number): Call => ({ statement: insert, values: [value] });

describe('a round trip', () => {
  let pool: pg.Pool;
  const answers: string[] = [];
  let descriptions = 0;

  beforeAll(async () => {
    await onServer(`create database ${database}`);
    await onServer('create table numbers (number int primary key)', database);
    pool = new pg.Pool({ connectionString: urlOf(database), max: 1, pipeline: true });
    pool.on('connect', (client) => {
      const { connection } = client as pg.PoolClient & Pick<pg.Client, 'connection'>;
      connection.on('readyForQuery', () => answers.push('ready'));
      connection.on('rowDescription', () => descriptions++);
    });
  });
  beforeEach(() => onServer('truncate numbers', database));
  afterAll(async () => {
    await pool.end();
    await onServer(`drop database ${database} with (force)`);
  });

  const transact = (...writes: Call[]): Promise<unknown[]> =>
    inPipelinedTransaction(pool, async (client, begun) => {
      const [, , rows] = await Promise.all([begun, run(client, insert, [1]), run(client, count, [])]);
      return { answer: rows, writes };
    });
  /** In the first round trip, together with an insert. */
  const read = (statement: Statement, values: Call['values'] = []): Promise<unknown[]> =>
    inPipelinedTransaction(pool, async (client, begun) => {
      const [, rows] = await Promise.all([begun, run(client, statement, values), run(client, insert, [1])]);
      return { answer: rows, writes: [] };
    });
  const processOfServer = async (): Promise<unknown> => (await pool.query('select pg_backend_pid() as pid')).rows;
  const stored = async (): Promise<number[]> => {
    const { rows } = await pool.query<{ number: number }>('select number from numbers order by number');
    return rows.map(({ number }) => number);
  };

  it('is answered once, in the order of its statements', async () => {
    await stored();
    answers.length = 0;
    expect(await transact(numbered(2), numbered('3'))).toEqual([{ count: 1, nothing: null }]);
    expect(answers).toHaveLength(2);
    expect(await stored()).toEqual([1, 2, 3]);
  });

  it('commits nothing if one of its statements fails, and the connection can be used again', async () => {
    // The second statement fails before the third one is known to the server.
    const last: Call = { statement: { name: 'last', text: 'insert into numbers values (4)' }, values: [] };
    for (const _ of [1, 2]) {
      await expect(transact(numbered(1), last)).rejects.toMatchObject({ code: '23505' });
      expect(await stored()).toEqual([]);
    }
    await transact(last);
    expect(await stored()).toEqual([1, 4]);
  });

  it('commits nothing if a parameter cannot be sent', async () => {
    await expect(transact(numbered(2), numbered(true as never))).rejects.toThrow('a parameter is boolean');
    expect(await stored()).toEqual([]);
  });

  it('commits nothing if the name of a statement is that of another one', async () => {
    await transact();
    const other: Call = { statement: { name: insert.name, text: 'insert into numbers values (2)' }, values: [] };
    await onServer('truncate numbers', database);
    await expect(transact(other)).rejects.toThrow('statement insert is prepared with another text');
    expect(await stored()).toEqual([]);
  });

  it('fails if one of its statements has no answer', async () => {
    const empty: Call = { statement: { name: 'empty', text: '' }, values: [] };
    await expect(transact(empty)).rejects.toThrow('a statement of a round trip has no answer');
  });

  it('releases the session locks of a transaction that fails', async () => {
    const lock: Statement = { name: 'lock', text: 'select pg_advisory_lock(1)' };
    const failing = inPipelinedTransaction(pool, async (client, begun) => {
      await Promise.all([begun, run(client, lock, [])]);
      throw new Error('failed while it had the lock');
    });
    await expect(failing).rejects.toThrow('failed while it had the lock');
    const { rowCount } = await pool.query(
      `select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
    );
    expect(rowCount).toBe(0);
  });

  it('has the rows of a repeated statement described once', async () => {
    const text = 'select number, number > 1 as large, null::text as nothing from generate_series(1, $1::int) number';
    const series: Statement = { name: 'series', text };
    const first = { number: 1, large: false, nothing: null };
    expect(await read(series, [1])).toEqual([first]);
    await onServer('truncate numbers', database);
    descriptions = 0;
    expect(await read(series, [2])).toEqual([first, { number: 2, large: true, nothing: null }]);
    expect(descriptions).toBe(0);
  });

  it('commits nothing if a row cannot be read, and the connection can be used again', async () => {
    pg.types.setTypeParser(pg.types.builtins.MACADDR, () => {
      throw new Error('unreadable');
    });
    const before = await processOfServer();
    const unreadable: Statement = { name: 'unreadable', text: `select '08:00:2b:01:02:03'::macaddr as address` };
    for (const _ of [1, 2]) {
      await expect(read(unreadable)).rejects.toThrow('unreadable');
      expect(await stored()).toEqual([]);
    }
    expect(await transact(numbered(2))).toEqual([{ count: 1, nothing: null }]);
    expect(await processOfServer()).toEqual(before);
  });

  it('fails, and is run again, if the server ends its connection', async () => {
    const other = new pg.Client({ connectionString: urlOf(database) });
    await other.connect();
    try {
      const before = await processOfServer();
      await other.query('begin');
      await other.query('insert into numbers values (1)');
      const answer = transact(numbered(2));
      const endWaiting = `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      let ended = 0;
      for (let tries = 0; ended === 0 && tries < 1_000; tries++) ended = (await other.query(endWaiting)).rowCount ?? 0;
      expect(ended).toBe(1);
      await other.query('rollback');
      expect(await answer).toEqual([{ count: 1, nothing: null }]);
      expect(await stored()).toEqual([1, 2]);
      expect(await processOfServer()).not.toEqual(before);
    } finally {
      await other.end();
    }
  });
});
