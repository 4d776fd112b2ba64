import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchExecutor, ImportIdentities, SetTerms, batchItem } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { eventSourceOf } from '@allocator/domain';
import { PostgresEventReader, PostgresLaneStore, PostgresTermsStore, openDatabase } from '@allocator/postgres';
import { assign, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { givenPool } from '../support/given-pool.js';
import { startCli } from '../support/start-cli.js';

const lane = 0 as Lane;

describe('an installation', () => {
  let [database, other]: (FreshDatabase | undefined)[] = [];
  beforeAll(async () => {
    database = await freshDatabase(1);
    other = await freshDatabase(1);
  }, 60_000);
  afterAll(async () => {
    await database?.drop();
    await other?.drop();
  });

  it('has its own id, so that source and id identify an event among all installations', async () => {
    const [one, two] = [required(database), required(other)];
    await live(one);
    await live(two);
    const named = [...(await documentsOf(one)), ...(await documentsOf(two))].map(({ source, id }) => `${source} ${id}`);
    expect(new Set(named).size).toBe(named.length);
    expect(named.filter((name) => name.endsWith(' 0-1'))).toHaveLength(2);
  });

  it('keeps its id across starts, until the owner of a copy gives the copy another one', async () => {
    const { url, installationId, owner } = required(other);
    const started = async (): Promise<string> => {
      const database = await openDatabase({ url, lanes: 1, onIdleError: () => undefined });
      await database.close();
      return database.installationId;
    };
    expect(await started()).toBe(installationId);
    await owner.query('update installation set id = gen_random_uuid()');
    const given = await started();
    expect(given).not.toBe(installationId);
    expect(await started()).toBe(given);
    await expect(owner.query('insert into installation (only_row) values (false)')).rejects.toThrow('violates check');
    await expect(owner.query('insert into installation default values')).rejects.toThrow('installation_pkey');
  });
});

/** Events of version 0.1 do not name the installation, and stay unchanged. */
describe('a history that was begun by version 0.1', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
    await live(database, testOrigin);
    await database.owner.query(`
      drop table installation;
      delete from migrations where name = 'Installation1764740000000'`);
    const upgraded = await openDatabase({ url: database.url, lanes: 1, onIdleError: () => undefined });
    await upgraded.close();
    const origin = { ...testOrigin, source: eventSourceOf(upgraded.installationId) };
    await new BatchExecutor(new PostgresLaneStore(database.pool), origin).executeBatch(lane, [batchItem(assign(2))]);
  }, 60_000);
  afterAll(() => database.drop());

  it('continues with the id of the installation, and verifies as one history', async () => {
    const sources = (await documentsOf(database)).map(({ source }) => source.replace(/\/[0-9a-f-]{36}$/, '/(id)'));
    expect(sources.slice(0, -1)).toEqual(sources.slice(1).map(() => '/ims-identity-allocator'));
    expect(sources.at(-1)).toBe('/ims-identity-allocator/(id)');
    const allocator = (command: string) => startCli([command, '--database', database.url], {}).ended;
    const verified = await allocator('verify');
    expect(verified.out).toContain(`lane 0: verified up to position ${String(sources.length)}`);
    expect(verified.exitCode).toBe(0);
    expect((await allocator('prove-exclusive')).exitCode).toBe(0);
  });
});

/** @param origin that of the installation by default */
async function live(
  database: FreshDatabase,
  origin = { ...testOrigin, source: eventSourceOf(database.installationId) },
): Promise<void> {
  const store = new PostgresLaneStore(database.pool);
  const terms = new SetTerms(new PostgresTermsStore(database.pool, 1), 1, origin);
  await givenPool(terms, new ImportIdentities(store, 1, origin), { identities: 2 });
  await new BatchExecutor(store, origin).executeBatch(lane, [batchItem(assign(1))]);
}

async function documentsOf({ pool }: FreshDatabase): Promise<readonly { source: string; id: string }[]> {
  const events = await new PostgresEventReader(pool, 1).readEvents(lane, 0, { countMax: 100, bytesMax: 1_000_000 });
  return events.map(({ document }) => JSON.parse(document) as { source: string; id: string });
}

function required(database: FreshDatabase | undefined): FreshDatabase {
  if (database === undefined) throw new Error('the database was not created');
  return database;
}
