import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportIdentities, ReconcileStore, SetTerms } from '@allocator/application';
import type { PoolId, Position } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { PostgresRestoredStore, PostgresEventReader, PostgresLaneStore, PostgresTermsStore } from '@allocator/postgres';
import { impi, newYear, proposedAgreement, proposedProfile, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';

const lanes = 8;
const [poolA, poolB] = ['pool-a' as PoolId, 'pool-b' as PoolId];
const lane = laneOf(poolB, lanes);
const profile = proposedProfile();
const agreement = proposedAgreement();

/** Two equal stores: one continued after the backup, the other was restored from it. */
describe('names of a lost import that a restore replays', () => {
  let original: FreshDatabase;
  let restored: FreshDatabase;
  beforeEach(async () => {
    [original, restored] = await Promise.all([storeWithPools(), storeWithPools()]);
  });
  afterEach(() => Promise.all([original.drop(), restored.drop()]));

  it('are accepted as version 0.1 accepted them, even if an import refuses them today', async () => {
    const document = await lostImport('sip:__anna@op.example');
    await appended(document.replace('sip:__anna@', 'sip://anna@'));
    const { rows } = await restored.owner.query(`select alias, impi from identity_registry where alias like 'sip%'`);
    expect(rows).toEqual([{ alias: 'sip://anna@op.example', impi: impi(1) }]);
  });

  it('stop the restore if another identity has one of them: nothing is written', async () => {
    const document = await lostImport('sips:anna@op.example');
    await imported(restored, poolA, 'sip:anna@op.example', 2);
    await expect(appended(document)).rejects.toThrow('reconcile it with version 0.1');
    const head = (await new PostgresEventReader(restored.pool, lanes).laneHeads()).find((each) => each.lane === lane);
    expect(head).toMatchObject({ position: 1 });
  });

  async function lostImport(impu: string): Promise<string> {
    await imported(original, poolB, impu, 1);
    const events = await new PostgresEventReader(original.pool, lanes).readEvents(lane, 1 as Position, {
      countMax: 1,
      bytesMax: 1e6,
    });
    return events.map(({ document }) => document).join();
  }

  async function appended(document: string): Promise<void> {
    const store = new PostgresRestoredStore(restored.url);
    try {
      await new ReconcileStore(store).append(lane, [document]);
    } finally {
      await store.close();
    }
  }
});

async function storeWithPools(): Promise<FreshDatabase> {
  const database = await freshDatabase(lanes);
  await database.setNow(newYear);
  const terms = new SetTerms(new PostgresTermsStore(database.pool, lanes), lanes, testOrigin);
  await terms.setOperator(profile);
  await terms.setAgreement(agreement);
  const pool = { agreementId: agreement.agreementId, anonymous: 'allowed', repeatSubject: 'another' } as const;
  for (const poolId of [poolA, poolB]) await terms.setPool({ poolId, ...pool });
  return database;
}

async function imported({ pool }: FreshDatabase, poolId: PoolId, impu: string, n: number): Promise<void> {
  const imports = new ImportIdentities(new PostgresLaneStore(pool), lanes, testOrigin);
  expect(await imports.importRows(poolId, [{ row: 1, impi: impi(n), impus: [impu] }])).toEqual([
    { row: 1, verdict: 'imported' },
  ]);
}
