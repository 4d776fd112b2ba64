import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Database } from '@allocator/postgres';
import { openDatabase } from '@allocator/postgres';

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

/** Creates an empty database on the tests' server and answers where it is. */
export async function createDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return url.href;
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
    setNow: async (instant) => {
      const at = new Date(instant).toISOString();
      await owner.query(
        `create or replace function allocator_clock() returns timestamptz language sql volatile as $$select timestamptz '${at}'$$`,
      );
    },
    drop: async () => {
      await database.close();
      await owner.end();
      await dropDatabase(url);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
