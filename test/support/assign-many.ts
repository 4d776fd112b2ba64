import {
  BatchExecutor,
  CommitNews,
  ImportIdentities,
  SeenHeads,
  SetTerms,
  batchItem,
  importChunkMax,
} from '@allocator/application';
import type { Lane, PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { LaneLocks, PostgresLaneStore, PostgresTermsStore } from '@allocator/postgres';
import { assign, importNumbered, proposedAgreement, proposedProfile, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from './fresh-database.js';

export const lanes = 8;
/** Pools in four different lanes. */
export const poolIds = ['pool-a', 'pool-b', 'pool-c', 'wwsf-a-de'] as PoolId[];
/** In seconds: R_max 600 and guard 318; with the agreement's lifetime of 3,600. */
export const initialProfile = proposedProfile();

/**
 * The use cases in this process, on the database of the test.
 * @param news of the commits of terms
 */
export function useCases(database: FreshDatabase, news = new CommitNews()) {
  const locks = new LaneLocks(undefined, new SeenHeads(news));
  const store = new PostgresLaneStore(database.lanePool);
  return {
    executor: new BatchExecutor(store, testOrigin),
    imports: new ImportIdentities(new PostgresLaneStore(database.stockPool), lanes, testOrigin),
    terms: new SetTerms(new PostgresTermsStore(database.stockPool, lanes, locks), lanes, testOrigin),
  };
}

/** Sets up operator, agreement and pools with `identities` identities in total, and assigns `assigned` of them at the clock's time. */
export async function assignMany(database: FreshDatabase, identities: number, assigned = identities): Promise<void> {
  const { terms, imports, executor } = useCases(database);
  await terms.setOperator(initialProfile);
  const agreement = proposedAgreement();
  const { agreementId } = agreement;
  await terms.setAgreement(agreement);
  await Promise.all(
    poolIds.map(async (poolId, nth) => {
      await terms.setPool({ poolId, agreementId, anonymous: 'allowed', repeatSubject: 'another' });
      const first = nth * 1_000_000 + 1;
      await importNumbered(imports, poolId, identities / poolIds.length, first);
      for (let n = first; n < first + assigned / poolIds.length; n += importChunkMax.rows) {
        const count = Math.min(importChunkMax.rows, first + assigned / poolIds.length - n);
        const items = Array.from({ length: count }, (__, index) => batchItem(assign(n + index, { poolId })));
        await executor.executeBatch(laneOf(poolId, lanes), items);
      }
    }),
  );
}

/** Number of recorded events of a type. */
export async function countEvents({ owner }: FreshDatabase, type: string): Promise<number> {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from events where type = $1', [
    type,
  ]);
  return rows[0]?.count ?? 0;
}

/** The event documents of a lane, in order. */
export async function documentsOf({ owner }: FreshDatabase, lane: Lane): Promise<string[]> {
  const { rows } = await owner.query<{ document: string }>(
    'select document from events where lane = $1 order by position',
    [lane],
  );
  return rows.map(({ document }) => document);
}
