import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseRefusedError, PostgresLaneClaims, openDatabase } from '@allocator/postgres';
import type { Lane } from '@allocator/domain';
import { whereAvailable } from '@allocator/testing';
import pg from 'pg';
import { eventually } from '../support/eventually.js';
import { createEmptyDatabase, dropDatabase } from '../support/test-database.js';
import { pgBouncer, startPgBouncer } from '../support/pgbouncer.js';
import { startCli } from '../support/start-cli.js';
import { refusedStart } from '../support/refused-start.js';
import { SessionSharing } from '../support/session-sharing.js';

const lanes = 2;
let url: string;
beforeAll(async () => {
  url = await createEmptyDatabase();
});
afterAll(() => dropDatabase(url));

async function rows(at: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const open = (at: string, migrationUrl = at) =>
  openDatabase({ url: at, migrationUrl, lanes, onIdleError: () => undefined });

interface Pooler {
  readonly url: string;
  end(): Promise<void>;
}
interface PoolerCase {
  readonly what: string;
  /** Why it cannot be started here. */
  readonly missing?: string | undefined;
  readonly start: () => Promise<Pooler>;
}

const own = (mode: 'session' | 'transaction', size: number, order: 'last' | 'turns' = 'last') => ({
  what: `${mode} mode, ${String(size)} server sessions, ${order === 'last' ? 'the last used first' : 'in turn'}`,
  start: () => SessionSharing.start(url, { mode, size, order }),
});
const real = (mode: string, settings: Readonly<Record<string, string>>) => ({
  what: `PgBouncer, ${mode} mode, ${JSON.stringify(settings)}`,
  missing: pgBouncer === undefined ? 'PgBouncer is not installed (Debian: pgbouncer)' : undefined,
  start: () => startPgBouncer(url, { pool_mode: mode, ...settings }),
});
const shared: readonly PoolerCase[] = [
  own('transaction', 1),
  own('transaction', 4),
  own('transaction', 4, 'turns'),
  real('transaction', {}),
  real('transaction', { default_pool_size: '1' }),
  real('transaction', { min_pool_size: '4', server_round_robin: '1' }),
  real('statement', {}),
];
const owned: readonly PoolerCase[] = [own('session', 40), real('session', { default_pool_size: '40' })];

/** A suite for each of the poolers. */
function describeEach(title: string, cases: readonly PoolerCase[], suite: (start: PoolerCase['start']) => void): void {
  for (const { what, missing, start } of cases)
    whereAvailable(describe, missing)(`${title}: ${what}`, () => {
      suite(start);
    });
}

describeEach('a connection pooler that shares sessions', shared, (start) => {
  let pooler: Pooler | undefined;
  beforeAll(async () => {
    pooler = await start();
  }, 30_000);
  afterAll(() => pooler?.end());

  it('is refused before anything is created or changed; the message names the variable', async () => {
    const at = pooler?.url ?? '';
    const refused = open(at);
    await expect(refused).rejects.toThrow(DatabaseRefusedError);
    await expect(refused).rejects.toThrow(/^DATABASE_URL: a connection pooler in transaction .*pool_mode = session/);
    await expect(open(url, at)).rejects.toThrow(/^DATABASE_MIGRATION_URL: a connection pooler/);
    expect(await rows(url, `select from pg_tables where schemaname = 'public'`)).toEqual([]);
    expect(
      await rows(
        url,
        `select from pg_locks join pg_database on pg_database.oid = database where datname = current_database() and locktype = 'advisory'`,
      ),
    ).toEqual([]);
    const settings = `current_setting('role') as role, current_setting('lock_timeout') as lock_timeout`;
    expect(await rows(at, `select ${settings}`)).toEqual([{ role: 'none', lock_timeout: '0' }]);
  });
});

describe('a start through such a pooler', () => {
  it('exits with 2 and logs one line', async () => {
    const pooler = await SessionSharing.start(url, { mode: 'transaction', size: 4 });
    const { code, output } = await refusedStart({ DATABASE_URL: pooler.url, LANES: String(lanes) });
    await pooler.end();
    expect(code).toBe(2);
    expect(JSON.parse(output)).toMatchObject({ code: 'start-failed', msg: expect.stringMatching(/^DATABASE_URL: /) });
  }, 30_000);
});

describe('the command line', () => {
  it('reports why a database is refused, and what is wrong with a URL', async () => {
    const pooler = await SessionSharing.start(url, { mode: 'transaction', size: 4 });
    const read = (at: string) => startCli(['prove-exclusive', '--database', at], {}).ended;
    expect(await read(pooler.url)).toMatchObject({
      exitCode: 3,
      err: expect.stringMatching(/a connection pooler in tr/),
    });
    await pooler.end();
    const { exitCode, err } = await read('postgres://u:s3cret%@127.0.0.1/allocator');
    expect([exitCode, err]).toEqual([
      2,
      expect.stringMatching(/URL of the database: is not a valid URL: percent-encode/),
    ]);
    expect(err).not.toContain('s3cret');
  }, 60_000);
});

describeEach('a connection pooler with one session per client', owned, (start) => {
  it('is accepted: each session has its settings, and lane claims end with their connection', async () => {
    const pooler = await start();
    const database = await open(pooler.url);
    try {
      const shown = `select current_user as who, current_setting('lock_timeout') as lock, current_setting('search_path') as path`;
      const wanted = { who: 'allocator_service', lock: '10s', path: 'public' };
      for (const pool of [database.lanePool, database.stockPool, database.pool]) {
        expect((await pool.query(shown)).rows).toEqual([wanted]);
      }
      const claims = new PostgresLaneClaims(database.clientConfig);
      const others = new PostgresLaneClaims(database.clientConfig);
      expect([await claims.claim(0 as Lane), await others.claim(0 as Lane)]).toEqual([true, false]);
      await claims.close();
      await others.close();
      const locks = `select from pg_locks join pg_database on pg_database.oid = database where datname = current_database() and locktype = 'advisory'`;
      await eventually(async () => (await rows(url, locks)).length === 0, 5_000, 'the end of the claims');
    } finally {
      await database.close();
      await pooler.end();
    }
  }, 30_000);
});
