// Test class: server. Migrates a database.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { openDatabase } from '../src/database/database.js';
import { schemaMigrations } from '../src/database/schema-migrations.js';
import { PlainNames1764800000000 } from '../src/migrations/1764800000000-plain-names.js';
import { onServer, urlOf } from './server.js';

const tables = 'rp';
const tablesAndIndexes = 'rpiI';
const name = `plain_names_${String(process.pid)}`;

beforeAll(() => onServer(`create database ${name}`));
afterAll(() => onServer(`drop database ${name} with (force)`));

it('can be reverted and applied again, with an unfinished copy of `allocator replay`', async () => {
  await migrate();
  await onServer('create schema replay', name);
  await onServer('create table replay.pool_reuse (like public.pool_reuse including all)', name);
  const source = await new DataSource({
    type: 'postgres',
    url: urlOf(name),
    migrations: schemaMigrations,
  }).initialize();
  try {
    const names = await columnsOf(source, tablesAndIndexes);
    const count = (await columnsOf(source, tables)).length;
    const undone = schemaMigrations.length - schemaMigrations.indexOf(PlainNames1764800000000);
    for (let n = 0; n < undone; n++) await source.undoLastMigration();
    expect(await columnsOf(source, tablesAndIndexes)).not.toEqual(names);
    expect(await columnsOf(source, tables)).toHaveLength(count);
    await migrate();
    expect(await columnsOf(source, tablesAndIndexes)).toEqual(names);
  } finally {
    await source.destroy();
  }
});

async function migrate(): Promise<void> {
  const database = await openDatabase({ url: urlOf(name), lanes: 1, onIdleError: () => undefined });
  await database.close();
}

/** @param kinds `relkind` of pg_class, a letter each */
async function columnsOf(source: DataSource, kinds: string): Promise<readonly string[]> {
  const rows = await source.query<readonly { readonly column: string }[]>(
    `select attrelid::regclass || '.' || attname as column from pg_attribute join pg_class c on c.oid = attrelid
      where c.relnamespace::regnamespace::text in ('public', 'replay') and position(c.relkind in $1) > 0 order by 1`,
    [kinds],
  );
  return rows.map(({ column }) => column);
}
