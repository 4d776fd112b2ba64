import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BatchExecutor, ImportIdentities, SetTerms, batchItem } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import { PostgresEventReader, PostgresLaneStore, PostgresTermsStore, readIdentities } from '@allocator/postgres';
import {
  assign,
  checkConservation,
  checkNoEarlyExpiry,
  checkOneHolder,
  impi,
  indicate,
  newYear,
  proposedProfile,
  testOrigin,
} from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { givenPool } from '../support/given-pool.js';

const lane = 0 as Lane;
/** R_max 600, G 318, of which the leeway is 60. */
const profile = proposedProfile();
const at = (seconds: number) => plusSeconds(newYear, seconds);

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(1);
  await database.setNow(newYear);
}, 60_000);
afterAll(() => database.drop());

it('a raised leeway holds exactly the free identities whose tokens it revives', async () => {
  const store = new PostgresLaneStore(database.pool);
  const terms = new SetTerms(new PostgresTermsStore(database.pool, 1), 1, testOrigin);
  const executor = new BatchExecutor(store, testOrigin);
  await givenPool(terms, new ImportIdentities(store, 1, testOrigin), { identities: 3 });
  await executor.executeBatch(
    lane,
    [1, 2].map((n) => batchItem(assign(n))),
  );
  await executor.executeBatch(lane, [batchItem(indicate(3, impi(2), 1, { tokenSequence: 1 }))]);
  await database.setNow(at(3_700));
  await executor.executeBatch(lane, [{ command: { type: 'ExpireDue', countMax: 9 } }]);

  const longer = { ...profile, guard: { ...profile.guard, tokenLeewaySeconds: 1_500 } };
  expect(await terms.setOperator(longer)).toMatchObject({ terms: { profile: { version: 2 } } });
  const identities = await readIdentities(database.pool, lane);
  // The first identity: end of its token at 2682 s, R_max and the new guard.
  expect(identities.map(({ assignableAt }) => assignableAt)).toEqual([at(5_040), newYear, newYear]);

  const reader = new PostgresEventReader(database.pool, 1);
  const events = await reader.readEvents(lane, 0, { countMax: 1_000, bytesMax: 10_000_000 });
  const documents = events.map(({ document }) => document);
  expect(documents.filter((document) => document.includes('"type":"HoldExtended"'))).toHaveLength(1);
  const checked = [checkOneHolder(lane, documents), checkNoEarlyExpiry(lane, documents)];
  expect([...checked, checkConservation(lane, documents, identities)]).toEqual([[], [], []]);
});
