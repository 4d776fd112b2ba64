import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReconcileStore, refusalRetentionSeconds, SubjectErasures } from '@allocator/application';
import type { Lane, PoolId } from '@allocator/domain';
import { plusSeconds } from '@allocator/domain';
import { PostgresRestoredStore, PostgresOldRefusals, PostgresErasureStore } from '@allocator/postgres';
import { LaneScenario, alice, assign, newYear } from '@allocator/testing';
import type { FreshDatabase } from '../support/fresh-database.js';
import { freshDatabase } from '../support/fresh-database.js';
import { onPostgres } from '../support/on-postgres.js';

const lane = 0 as Lane;
const poolId = 'pool-a' as PoolId;
const L = 3_600;
const at = (seconds: number) => plusSeconds(newYear, seconds);
const [bob, carol] = [alice('bob'), alice('carol')];
const askedBy = { person: 'wwsf-a', client: null };

/** Alice and Bob are assigned identities after the backup; Bob was only refused before it. */
describe('subjects of a restored store', () => {
  let lost: FreshDatabase;
  let restored: FreshDatabase;
  let scenario: LaneScenario;
  beforeAll(async () => {
    lost = await freshDatabase(1);
    restored = await freshDatabase(1);
    const [before, after] = [await untilBackup(lost), await untilBackup(restored)];
    await before.at(L);
    await before.batch(assign(4, { subject: alice() }), assign(5, { subject: bob }));
    const published = await before.on.documents();
    const backedUp = await after.on.documents();
    const store = new PostgresRestoredStore(restored.url);
    await new ReconcileStore(store).append(lane, published.slice(backedUp.length));
    await store.restoreSubjectIdentities(lane);
    await store.close();
    scenario = after;
  }, 60_000);
  afterAll(() => Promise.all([lost.drop(), restored.drop()]));

  async function untilBackup(database: FreshDatabase): Promise<LaneScenario> {
    const started = await LaneScenario.given(2, { repeatSubject: 'refuse' }, await onPostgres(database));
    await started.batch(assign(1, { subject: alice() }), assign(2, { subject: carol }), assign(3, { subject: bob }));
    return started;
  }

  it('hold the identities that the topic says', async () => {
    await scenario.at(L + 1);
    for (const [n, subject] of [alice(), bob].entries()) {
      expect(await scenario.when(assign(10 + n, { subject }))).toMatchObject({
        refusal: { code: 'subject-already-assigned' },
      });
    }
  });

  it('are not erased before their last bound', async () => {
    const erasure = new SubjectErasures(new PostgresErasureStore(restored.pool), 1);
    for (const subject of [alice(), bob]) {
      expect(await erasure.erase(poolId, subject, askedBy)).toMatchObject({ kind: 'planned', erasesAt: at(2 * L) });
    }
    expect(await erasure.erase(poolId, carol, askedBy)).toMatchObject({ kind: 'erased' });
  });

  it('are kept until they are erased', async () => {
    await scenario.at(refusalRetentionSeconds + 2 * L);
    await new PostgresOldRefusals(restored.pool, 1).deleteOlderThan(refusalRetentionSeconds, 100);
    const { rows } = await restored.owner.query('select reference from subjects order by 1');
    expect(rows).toEqual([{ reference: 'alice' }, { reference: 'bob' }]);
  });
});
