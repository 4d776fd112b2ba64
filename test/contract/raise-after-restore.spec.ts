import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BatchExecutor, ImportIdentities, ReconcileStore, SetTerms, batchItem } from '@allocator/application';
import type { Lane, PoolId } from '@allocator/domain';
import { laneOf, plusSeconds } from '@allocator/domain';
import { PostgresRestoredStore, PostgresLaneStore, PostgresTermsStore } from '@allocator/postgres';
import { assign, newYear, proposedProfile, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { givenPool } from '../support/given-pool.js';

const lane = 0 as Lane;
const poolId = 'pool-a' as PoolId;
const profile = proposedProfile();
const L = 3_600;
const at = (seconds: number) => plusSeconds(newYear, seconds);

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(1);
  await database.setNow(newYear);
}, 60_000);
afterAll(() => database.drop());

it('the hold of a restored pool has the largest skew that its operator ever had, wherever its profiles are', async () => {
  const lanes = 8;
  const spread = await freshDatabase(lanes);
  const restored = new PostgresRestoredStore(spread.url);
  try {
    const terms = new SetTerms(new PostgresTermsStore(spread.pool, lanes), lanes, testOrigin);
    const imports = new ImportIdentities(new PostgresLaneStore(spread.pool), lanes, testOrigin);
    await givenPool(terms, imports, { identities: 1 });
    await terms.setOperator({ ...profile, guard: { ...profile.guard, clockSkewSeconds: 1 } });
    expect(laneOf(poolId, lanes)).not.toBe(laneOf(profile.operatorId, lanes));
    const held = await new ReconcileStore(restored).hold(laneOf(poolId, lanes), lanes, newYear);
    expect(held).toEqual([{ poolId, assignNotBefore: at(L + 10) }]);
  } finally {
    await restored.close();
    await spread.drop();
  }
});

it('a raise also extends the hold of a restored pool, whose lost leases are not recorded', async () => {
  const store = new PostgresLaneStore(database.pool);
  const terms = new SetTerms(new PostgresTermsStore(database.pool, 1), 1, testOrigin);
  const executor = new BatchExecutor(store, testOrigin);
  await givenPool(terms, new ImportIdentities(store, 1, testOrigin), { identities: 1 });
  const restored = new PostgresRestoredStore(database.url);
  // By a clock that may be 5 s late, for a database whose clock may be 5 s ahead.
  const held = L + 10;
  expect(await new ReconcileStore(restored).hold(lane, 1, newYear)).toEqual([{ poolId, assignNotBefore: at(held) }]);
  await restored.close();

  // By 300 s, and then by the skew of two clocks; lowering R_max in between shortens nothing.
  await terms.setOperator({ ...profile, maxRegistrationSeconds: 900 });
  await terms.setOperator({ ...profile, maxRegistrationSeconds: 900, indications: 'ignored' });
  await terms.setOperator({
    ...profile,
    maxRegistrationSeconds: 600,
    guard: { ...profile.guard, clockSkewSeconds: 6 },
  });

  const when = (n: number) => executor.executeBatch(lane, [batchItem(assign(n))]);
  const end = held + 302;
  await database.setNow(at(end - 0.001));
  expect(await when(1)).toMatchObject([{ refusal: { code: 'pool-exhausted', nextReassignableAt: at(end) } }]);
  await database.setNow(at(end));
  expect(await when(2)).toMatchObject([{ kind: 'assigned' }]);
});
