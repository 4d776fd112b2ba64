import { BatchExecutor, ImportIdentities, SetTerms, batchItem, importChunkMax } from '@allocator/application';
import type { Lane, PoolId } from '@allocator/domain';
import { laneOf } from '@allocator/domain';
import { PostgresLaneStore, PostgresTermsStore } from '@allocator/postgres';
import { assign, impi, impu, proposedAgreement, proposedProfile, testOrigin } from '@allocator/testing';
import type { FreshDatabase } from './fresh-database.js';

export const lanes = 8;
/** Of four lanes. */
export const poolIds = ['pool-a', 'pool-b', 'pool-c', 'wwsf-a-de'] as PoolId[];
/** R_max 600, G 318, L 3600. */
export const lentProfile = proposedProfile();

/** The use cases on a database of the suite's own, in this process. */
export function useCases(database: FreshDatabase, committed: (lane: Lane) => void = () => undefined) {
  const store = new PostgresLaneStore(database.lanePool);
  return {
    executor: new BatchExecutor(store, testOrigin),
    imports: new ImportIdentities(new PostgresLaneStore(database.stockPool), lanes, testOrigin),
    terms: new SetTerms(new PostgresTermsStore(database.stockPool), lanes, testOrigin, committed),
  };
}

/** Operator, agreement and pools, with so many identities in all; `lent` of each pool's are lent at the clock's time. */
export async function lendMany(database: FreshDatabase, identities: number, lent = identities): Promise<void> {
  const { terms, imports, executor } = useCases(database);
  await terms.setOperator(lentProfile);
  const agreement = proposedAgreement();
  const { agreementId } = agreement;
  await terms.setAgreement(agreement);
  await Promise.all(
    poolIds.map(async (poolId, nth) => {
      await terms.setPool({ poolId, agreementId, anonymous: 'allowed', repeatSubject: 'another' });
      const first = nth * 1_000_000 + 1;
      for (let n = first; n < first + identities / poolIds.length; n += importChunkMax.rows) {
        const count = Math.min(importChunkMax.rows, first + identities / poolIds.length - n);
        const rows = Array.from({ length: count }, (__, index) => ({
          ...{ row: index + 1, impi: impi(n + index), impus: [impu(n + index)] },
        }));
        await imports.importRows(poolId, rows);
      }
      for (let n = first; n < first + lent / poolIds.length; n += importChunkMax.rows) {
        const count = Math.min(importChunkMax.rows, first + lent / poolIds.length - n);
        const items = Array.from({ length: count }, (__, index) => batchItem(assign(n + index, { poolId })));
        await executor.executeBatch(laneOf(poolId, lanes), items);
      }
    }),
  );
}

/** How many events of a type are recorded. */
export async function countEvents({ owner }: FreshDatabase, type: string): Promise<number> {
  const { rows } = await owner.query<{ count: number }>('select count(*)::int as count from events where type = $1', [
    type,
  ]);
  return rows[0]?.count ?? 0;
}

/** A lane's documents, in order. */
export async function documentsOf({ owner }: FreshDatabase, lane: Lane): Promise<string[]> {
  const { rows } = await owner.query<{ document: string }>(
    'select document from events where lane = $1 order by position',
    [lane],
  );
  return rows.map(({ document }) => document);
}
