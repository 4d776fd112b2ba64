import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import { setClock } from './set-clock.js';

/** A database of a suite's own on the tests' server, up to date and empty. */
export interface TestDatabase {
  readonly url: string;
  /** As the owner, who may do what the service may not. */
  readonly owner: pg.Pool;
  /** Puts the decisions' clock at this instant; from then on it stands still between calls. */
  setNow(instant: number): Promise<void>;
  drop(): Promise<void>;
}

/** Where the tests' server is; every suite makes databases of its own there. */
export function serverUrl(): string {
  const url = process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('DATABASE_URL is not set: run the tests with `npm test`');
  return url;
}

/** Creates a database that a service can start on, with every migration and nothing else, and returns its URL. */
export async function createDatabase(): Promise<string> {
  const template = templateName();
  try {
    return await createFrom(template);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== noSuchDatabase) throw error;
    await createTemplate(template);
    return createFrom(template);
  }
}

/** Creates a database without any table, for suites about migrations, and returns its URL. */
export async function createEmptyDatabase(): Promise<string> {
  const servers = await citusServers();
  if (servers.length === 0) return createFrom('template1');
  const url = await createFrom('template0');
  await addServers(url, servers);
  return url;
}

export async function dropDatabase(url: string): Promise<void> {
  await onEachServer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

/** Creates the database. `drop` closes `owner`, too. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = await createDatabase();
  const owner = new pg.Pool({ connectionString: url, max: 4 });
  owner.on('error', () => undefined);
  return {
    url,
    owner,
    setNow: (instant) => setClock(owner, instant),
    drop: async () => {
      await owner.end();
      await dropDatabase(url);
    },
  };
}

const noSuchDatabase = '3D000';
/** The shards of Citus are made for so many lanes; with fewer, some stay empty. */
const mostLanes = 8;

async function createFrom(template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onEachServer(`create database ${name} template ${template}`);
  // Suites turn triggers off.
  if ((await citusServers()).length > 0) await onServer(`alter database ${name} set citus.enable_unsafe_triggers = on`);
  return urlOf(name);
}

/** Named for the sources of the schema: on a server that is kept, a changed schema gets another template. */
function templateName(): string {
  const hash = createHash('sha256');
  const sources = new URL('../../libs/postgres/src/', import.meta.url);
  for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort())
    if (path.endsWith('.ts')) hash.update(readFileSync(new URL(path, sources)));
  return `template_${hash.digest('hex').slice(0, 12)}`;
}

/** Migrates once for all suites. Lanes and installation id are those of a copy's first start. */
async function createTemplate(template: string): Promise<void> {
  await onServer(`select pg_advisory_lock(hashtext('${template}'))`, async (server) => {
    const { rowCount } = await server.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return;
    const url = await createEmptyDatabase();
    const citus = (await citusServers()).length > 0;
    // Loaded here: of the suites that start a service, one makes the template, and the others do not need the store itself.
    const { openDatabase } = await import('@allocator/postgres');
    const database = await openDatabase({ url, lanes: citus ? mostLanes : 1, citus, onIdleError: () => undefined });
    await database.close();
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query('delete from lanes');
    await owner.query('delete from installation');
    await owner.end();
    const name = new URL(url).pathname.slice(1);
    // The daemon of Citus stays connected, and a template must have no sessions.
    await onEachServer(`alter database ${name} with allow_connections false`);
    await onEachServer(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`);
    await onEachServer(`alter database ${name} rename to ${template}`);
  });
}

/** The servers of the cluster if `DATABASE_URL` is the coordinator of Citus, this one first; otherwise none. */
const citusServers = memoized(async (): Promise<readonly CitusServer[]> => {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_extension where extname = 'citus'`);
    if (rowCount === 0) return [];
    const { rows } = await client.query<CitusServer>(
      'select nodename as host, nodeport as port, groupid from pg_dist_node order by groupid',
    );
    return rows;
  } finally {
    await client.end();
  }
});

interface CitusServer {
  readonly host: string;
  readonly port: number;
  /** 0 of the coordinator. */
  readonly groupid: number;
}

/** Makes one cluster of the databases of the same name. */
async function addServers(url: string, servers: readonly CitusServer[]): Promise<void> {
  const { pathname } = new URL(url);
  await onEachServer('create extension citus', pathname);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const { host, port, groupid } of servers) {
      if (groupid === 0) await client.query('select citus_set_coordinator_host($1, $2)', [host, port]);
      else await client.query('select citus_add_node($1, $2)', [host, port]);
    }
  } finally {
    await client.end();
  }
}

function memoized<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function onEachServer(statement: string, pathname?: string): Promise<void> {
  const servers = await citusServers();
  const urls = servers.map(({ host, port }) => {
    const url = new URL(serverUrl());
    [url.hostname, url.port] = [host, String(port)];
    if (pathname !== undefined) url.pathname = pathname;
    return url.href;
  });
  // The coordinator last: what is there, is on all of them.
  for (const url of servers.length === 0 ? [serverUrl()] : urls.toReversed()) await onServer(statement, undefined, url);
}

async function onServer(
  statement: string,
  then?: (server: pg.Client) => Promise<void>,
  url = serverUrl(),
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
    await then?.(client);
  } finally {
    await client.end();
  }
}
