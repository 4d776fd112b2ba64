import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Database } from '@allocator/postgres';
import {
  PostgresActivityCopy,
  HistoryDatabase,
  PostgresRestoredStore,
  PostgresLaneClaims,
  PostgresLaneStore,
  SessionRefusedError,
  openDatabase,
} from '@allocator/postgres';
import type { Lane } from '@allocator/domain';
import pg from 'pg';
import { freshDatabase } from '../support/fresh-database.js';
import { createDatabase, createEmptyDatabase, dropDatabase } from '../support/test-database.js';
import { refusedStart } from '../support/refused-start.js';
import { SessionSharing } from '../support/session-sharing.js';

const lanes = 2;
let url: string;
let name: string;
let owner: pg.Client;
const defaultsOf = (): Promise<unknown> => owner.query(`alter database ${name} reset all`);

beforeAll(async () => {
  url = await createDatabase();
  name = new URL(url).pathname.slice(1);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
}, 60_000);
beforeEach(defaultsOf);
afterAll(async () => {
  await owner.end();
  await dropDatabase(url);
});

function urlWith(query: string): string {
  return `${url}?${query}`;
}

async function withDatabase<T>(at: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url: at, lanes, onIdleError: () => undefined });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const shown = ['role', 'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'plan_cache_mode'];
const isOnCitus = process.env['CITUS_URL'] !== undefined;
const wanted = ['allocator_service', '10s', '30s', '10s', isOnCitus ? 'auto' : 'force_generic_plan'];
const settings = [...shown, 'enable_seqscan', 'search_path', 'application_name', 'synchronous_commit'];
const show = `select ${settings.map((each) => `current_setting('${each}') as ${each}`).join(', ')}`;
type Row = Readonly<Record<string, string>>;

const kindsOfSession = 6;

/** The settings of one session of each kind that the service opens. */
async function sessionsOf(database: Database): Promise<readonly Row[]> {
  const { lanePool, stockPool, importPool, pool, historyPool, healthPool } = database;
  const pooled = await Promise.all(
    [lanePool, stockPool, importPool, pool, historyPool, healthPool].map(
      async (each) => (await each.query<Row>(show)).rows,
    ),
  );
  return pooled.flat();
}

describe('every session of the service', () => {
  it.each([
    ['the URL has options', 'options=-csearch_path%3Dpublic%20-clock_timeout%3D0'],
    [
      'the URL has timeouts',
      'statement_timeout=0&lock_timeout=1&idle_in_transaction_session_timeout=1&query_timeout=1',
    ],
    ['the URL asks for another role', 'options=-crole%3Dpostgres%20-csearch_path%3Dpublic'],
  ])('has the settings that the service requires if %s, and keeps the others', async (_, query) => {
    const rows = await withDatabase(urlWith(`${query}&application_name=theirs`), sessionsOf);
    expect(rows).toHaveLength(kindsOfSession);
    for (const row of rows) {
      expect(shown.map((each) => row[each])).toEqual(wanted);
      expect([row['enable_seqscan'], row['application_name']]).toEqual([isOnCitus ? 'on' : 'off', 'theirs']);
      expect(row['search_path']).toBe('public');
    }
  });

  it.each([
    ['off', 'on'],
    ['local', 'on'],
    ['remote_write', 'on'],
    ['on', 'on'],
    ['remote_apply', 'remote_apply'],
  ])('with synchronous_commit=%s for the database uses %s', async (given, had) => {
    await owner.query(`alter database ${name} set synchronous_commit = ${given}`);
    const rows = await withDatabase(url, sessionsOf);
    expect(rows.map((row) => row['synchronous_commit'])).toEqual(Array(kindsOfSession).fill(had));
  });

  it('has synchronous_commit on even if the URL says off', async () => {
    const rows = await withDatabase(urlWith('options=-csynchronous_commit%3Doff'), sessionsOf);
    expect(rows.map((row) => row['synchronous_commit'])).toEqual(Array(kindsOfSession).fill('on'));
  });

  it('sets synchronous_commit itself, so a reload of the server does not change it', async () => {
    const source = `select source from pg_settings where name = 'synchronous_commit'`;
    const { rows } = await withDatabase(url, ({ lanePool }) => lanePool.query<{ source: string }>(source));
    expect(rows).toEqual([{ source: 'session' }]);
  });

  it('has these settings also for claims of lanes', async () => {
    await owner.query(`alter database ${name} set synchronous_commit = off`);
    await withDatabase(urlWith('options=-csearch_path%3Dpublic&application_name=claimer'), async ({ clientConfig }) => {
      const claims = new PostgresLaneClaims(clientConfig);
      expect(await claims.claim(0 as Lane)).toBe(true);
      await owner.query(`alter database ${name} set session_replication_role = replica`);
      const refused = new PostgresLaneClaims(clientConfig);
      await expect(refused.claim(1 as Lane)).rejects.toThrow('session_replication_role is replica');
      await claims.close();
      await refused.close();
    });
  });

  it.each([
    ['session_replication_role = replica', 'session_replication_role is replica: '],
    ['default_transaction_read_only = on', 'the database is read-only'],
  ])('is refused with %s for the database', async (setting, message) => {
    await withDatabase(url, async ({ lanePool }) => {
      await owner.query(`alter database ${name} set ${setting}`);
      await expect(lanePool.query('select 1')).rejects.toThrow(message);
      await defaultsOf();
      expect((await lanePool.query('select 1')).rowCount).toBe(1);
    });
  });

  it('sets its options itself, so that a pooler need not pass startup options', async () => {
    await withDatabase(url, async ({ clientConfig }) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await clientConfig.onConnect(client);
      const { rows } = await client.query<Row>(show);
      expect(shown.map((each) => rows[0]?.[each])).toEqual(wanted);
      await client.end();
    });
  });

  it('is discarded when it becomes read-only, and the transaction runs on another session', async () => {
    await withDatabase(url, async ({ lanePool }) => {
      await lanePool.query('set default_transaction_read_only = on');
      const store = new PostgresLaneStore(lanePool);
      expect(await store.inLane(0 as Lane, ({ head }) => Promise.resolve(head.position))).toBe(0);
      expect(lanePool.totalCount).toBe(1);
    });
  });

  it('is checked at start: exit code 2, and one line that names the setting', async () => {
    await owner.query(`alter database ${name} set session_replication_role = replica`);
    const { code, output } = await refusedStart({ DATABASE_URL: url, LANES: String(lanes) });
    expect(code).toBe(2);
    const [line, ...more] = output.split('\n').map((written) => JSON.parse(written) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ code: 'start-failed' });
    expect(line?.['msg']).toMatch(/^session_replication_role is replica: .*reset it/);
  }, 30_000);
});

describe('another server of Citus that can lose a commit', () => {
  /** On one server, a function answers as that of Citus. */
  const everyServerHas = async (role: 'replica' | 'origin'): Promise<void> => {
    if (isOnCitus) {
      await owner.query('select run_command_on_workers($1)', [
        `alter database ${name} set session_replication_role = ${role}`,
      ]);
      const others = `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`;
      await owner.query('select run_command_on_workers($1)', [others]);
    } else {
      await owner.query(`create or replace function public.run_command_on_workers(command text)
        returns table (nodename text, nodeport int, success bool, result text) language sql as $$
          select 'worker-2', 5432, true,
                 'fsync on, full_page_writes on, synchronous_commit on, session_replication_role ${role}' $$`);
    }
  };

  it('is found while the service runs: transactions wait until it is repaired', async () => {
    await withDatabase(url, async (database) => {
      await everyServerHas('replica');
      await expect(database.checkServers()).rejects.toThrow('session_replication_role replica: a crash can lose');
      await expect(database.demandWritable()).rejects.toBeInstanceOf(SessionRefusedError);
      const store = new PostgresLaneStore(database.lanePool);
      const inLane = store.inLane(0 as Lane, ({ head }) => Promise.resolve(head.position));
      await everyServerHas('origin');
      expect(database.lanePool.totalCount).toBe(0);
      await database.checkServers();
      expect(await inLane).toBe(0);
      await database.demandWritable();
    });
  });
});

describe('a pooler without a free session', () => {
  it('ends the start with code 1: the fault can be temporary', async () => {
    const pooler = await SessionSharing.start(url, { mode: 'session', size: 0 });
    try {
      const { code, output } = await refusedStart({ DATABASE_URL: pooler.url, LANES: String(lanes) });
      expect([code, output]).toEqual([1, expect.stringContaining('"start-failed"')]);
    } finally {
      await pooler.end();
    }
  }, 40_000);
});

describe('the schema of the tables', () => {
  let at: string;
  const login = `test_schema_${randomBytes(4).toString('hex')}`;
  const run = async (...statements: readonly string[]): Promise<pg.QueryResult | undefined> => {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      let last: pg.QueryResult | undefined;
      for (const statement of statements) last = await client.query(statement);
      return last;
    } finally {
      await client.end();
    }
  };
  const schemas = async (): Promise<unknown[]> =>
    (
      await run(
        `select distinct schemaname from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
      )
    )?.rows ?? [];
  beforeEach(async () => {
    at = await createEmptyDatabase();
    await run(`create role ${login} login superuser`, 'create schema other', `create schema ${login}`);
  });
  afterEach(async () => {
    await dropDatabase(at);
    at = url;
    await run(`drop role ${login}`);
  });

  it('is public, even for a login with a schema of its own name', async () => {
    const theirs = new URL(at);
    theirs.username = login;
    await withDatabase(theirs.href, async ({ pool }) => {
      expect((await pool.query('select from lanes')).rowCount).toBe(lanes);
    });
    expect(await schemas()).toEqual([{ schemaname: 'public' }]);
  });

  it.each(['login', 'database', 'URL'])(
    'is not taken from search_path of the %s: refused before it is created',
    async (by) => {
      const theirs = new URL(at);
      theirs.username = login;
      if (by === 'login') await run(`alter role ${login} set search_path = other`);
      if (by === 'database') await run(`alter database ${theirs.pathname.slice(1)} set search_path = other, public`);
      if (by === 'URL') theirs.searchParams.set('options', '-csearch_path=other');
      const refused = withDatabase(theirs.href, () => Promise.resolve());
      await expect(refused).rejects.toThrow(/^DATABASE_URL: search_path is other.* schema public: remove search_path/);
      expect(await schemas()).toEqual([]);
    },
  );
});

describe('a session of the command line', () => {
  it('keeps the options of the URL, except those that the command sets', async () => {
    const database = await freshDatabase(lanes);
    const at = `${database.url}?options=-cdefault_transaction_read_only%3Doff%20-csearch_path%3Dpublic,pg_catalog`;
    const history = new HistoryDatabase(at);
    const store = new PostgresRestoredStore(at);
    const copy = new PostgresActivityCopy(at);
    try {
      expect(await history.lanes()).toHaveLength(lanes);
      expect(await store.laneHeads()).toHaveLength(lanes);
      await copy.begin();
      expect(await copy.store.checkpoint(0 as Lane)).toBe(0);
      const { rows } = await database.owner.query<{ readers: number }>(
        `select count(*)::int as readers from pg_stat_activity
          where datname = current_database() and application_name = 'allocator'`,
      );
      expect(rows[0]?.readers).toBeGreaterThanOrEqual(3);
    } finally {
      await Promise.all([history.close(), store.close(), copy.close()]);
      await database.drop();
    }
  });
});
