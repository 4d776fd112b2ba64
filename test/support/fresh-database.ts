import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';
import type { Database } from '@allocator/postgres';
import { openDatabase } from '@allocator/postgres';
import { setClock } from './set-clock.js';

/** A database of a suite's own on the tests' server, up to date and empty. */
export interface FreshDatabase extends Database {
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
export function createEmptyDatabase(): Promise<string> {
  return createFrom('template1');
}

export async function dropDatabase(url: string): Promise<void> {
  await onServer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

export async function freshDatabase(lanes = 8): Promise<FreshDatabase> {
  const url = await createDatabase();
  const database = await openDatabase({ url, lanes, onIdleError: () => undefined });
  const owner = new pg.Pool({ connectionString: url, max: 4 });
  owner.on('error', () => undefined);
  return {
    ...database,
    url,
    owner,
    setNow: (instant) => setClock(owner, instant),
    drop: async () => {
      await database.close();
      await owner.end();
      await dropDatabase(url);
    },
  };
}

const noSuchDatabase = '3D000';

async function createFrom(template: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${template}`);
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
    const database = await openDatabase({ url, lanes: 1, onIdleError: () => undefined });
    await database.close();
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query('delete from lanes; delete from installation');
    await owner.end();
    await server.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${template}`);
  });
}

function urlOf(database: string): string {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
}

async function onServer(statement: string, then?: (server: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
    await then?.(client);
  } finally {
    await client.end();
  }
}
