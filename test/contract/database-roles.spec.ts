import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  DatabaseRefusedError,
  SchemaBehindError,
  SchemaNewerError,
  ServiceRoleError,
  openDatabase,
} from '@allocator/postgres';
import type { Database } from '@allocator/postgres';
import { serverUrl } from '../support/test-database.js';

const suffix = randomBytes(4).toString('hex');
const [owner, login, outsider] = ['owner', 'login', 'outsider'].map((name) => `test_${name}_${suffix}`) as [
  string,
  string,
  string,
];
const name = `test_roles_${suffix}`;

function urlFor(user: string, database = name): string {
  const url = new URL(serverUrl());
  url.username = user;
  url.password = '';
  url.pathname = `/${database}`;
  return url.href;
}

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** One role owns and migrates the tables; the service logs in as another role, which owns nothing. */
describe('a database whose owner differs from the login of the service', () => {
  const settings = { url: urlFor(login), lanes: 2, onIdleError: () => undefined };
  let database: Database | undefined;
  beforeAll(async () => {
    await run(
      serverUrl(),
      `create role ${owner} login createrole`,
      `create role ${login} login`,
      `create role ${outsider} login`,
      `create database ${name} owner ${owner}`,
      // The database of another suite may have created the service role, and only its creator may grant it.
      `grant allocator_service to ${owner} with admin option`,
    );
  });
  afterAll(async () => {
    await database?.close();
    await run(
      serverUrl(),
      `drop database ${name} with (force)`,
      // Its grants of the role are revoked with it.
      `revoke allocator_service from ${owner} cascade`,
      ...[owner, login, outsider].map((role) => `drop role ${role}`),
    );
  });

  it('is not migrated by the service login: the message says what is missing and what to do', async () => {
    await run(serverUrl(), `grant allocator_service to ${login}`);
    const open = openDatabase({ ...settings, migrationUrl: 'off' });
    await expect(open).rejects.toThrow(SchemaBehindError);
    await expect(open).rejects.toThrow(/Core\d+.*DATABASE_MIGRATION_URL/);
    await run(serverUrl(), `revoke allocator_service from ${login}`);
  });

  it('is refused for a user without the privilege to create tables; the message names the variable', async () => {
    const open = openDatabase({ ...settings, migrationUrl: urlFor(outsider) });
    await expect(open).rejects.toThrow(DatabaseRefusedError);
    await expect(open).rejects.toThrow(/^DATABASE_MIGRATION_URL: permission denied for schema public: .*lacks a right/);
  });

  it('is migrated by its owner, who grants access to the service', async () => {
    await (await openDatabase({ ...settings, migrationUrl: urlFor(owner) })).close();
    database = await openDatabase({ ...settings, migrationUrl: 'off' });
    expect((await database.pool.query('select lane from lanes')).rowCount).toBe(2);
    expect(database.installationId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it.each([
    'update events set document = document',
    'delete from events',
    'truncate events',
    'drop table events',
    'update installation set id = gen_random_uuid()',
    'delete from installation',
    'insert into installation default values',
    'alter table events disable trigger all',
    'create or replace function allocator_clock() returns timestamptz language sql as $$select now()$$',
    'delete from identities',
    'truncate availability',
    `set role ${owner}`,
    "insert into migrations (timestamp, name) values (1, 'x')",
  ])('the service and its login may not: %s', async (statement) => {
    const denied = /permission denied|must be owner/;
    await expect(database?.pool.query(statement)).rejects.toThrow(denied);
    await expect(run(urlFor(login), statement)).rejects.toThrow(denied);
    await expect(run(urlFor(login), 'set role allocator_service', 'reset role', statement)).rejects.toThrow(denied);
  });

  it('rejects a login without the service role', async () => {
    const open = openDatabase({ ...settings, url: urlFor(outsider), migrationUrl: 'off' });
    await expect(open).rejects.toThrow(ServiceRoleError);
    await expect(open).rejects.toThrow('grant allocator_service to');
  });

  it('is refused after a migration by a later version, for the owner too', async () => {
    await run(urlFor(owner), "insert into migrations (timestamp, name) values (9999999999999, 'Later9999999999999')");
    for (const migrationUrl of ['off', urlFor(owner)]) {
      const open = openDatabase({ ...settings, migrationUrl });
      await expect(open).rejects.toThrow(SchemaNewerError);
      await expect(open).rejects.toThrow('Later9999999999999');
    }
  });
});
