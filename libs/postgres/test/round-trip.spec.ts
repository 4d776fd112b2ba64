// Test class: server. Uses a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { inPipelinedTransaction } from '../src/connection/in-transaction.js';
import type { Call } from '../src/connection/round-trip.js';
import { run } from '../src/connection/run.js';
import type { Statement } from '../src/sql/statement.js';
import { onServer, urlOf } from './server.js';

const database = 'round_trip_spec';
const insert: Statement = { name: 'insert', text: 'insert into numbers (number) values ($1::int)' };
const count: Statement = { name: 'count', text: 'select count(*)::int as count, null::text as nothing from numbers' };
const numbered = (value: Call['values'][number]): Call => ({ statement: insert, values: [value] });

describe('a round trip', () => {
  let pool: pg.Pool;
  const answers: string[] = [];

  beforeAll(async () => {
    await onServer(`create database ${database}`);
    await onServer('create table numbers (number int primary key)', database);
    pool = new pg.Pool({ connectionString: urlOf(database), max: 1, pipeline: true });
    pool.on('connect', (client) => {
      (client as pg.PoolClient & Pick<pg.Client, 'connection'>).connection.on('readyForQuery', () =>
        answers.push('ready'),
      );
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

  it('sends nothing if a parameter cannot be sent', async () => {
    await expect(transact(numbered(2), numbered(true as never))).rejects.toThrow('a parameter is boolean');
    expect(await stored()).toEqual([]);
  });
});
