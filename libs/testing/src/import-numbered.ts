import { type ImportIdentities, importChunkMax } from '@allocator/application';
import type { PoolId } from '@allocator/domain';
import { impi, impu } from './builders.js';

/** Imports so many identities into the pool, numbered from `first` on, in chunks. */
export async function importNumbered(
  imports: ImportIdentities,
  poolId: PoolId,
  count: number,
  first = 1,
): Promise<void> {
  for (let n = first; n < first + count; n += importChunkMax.rows) {
    const rows = Array.from({ length: Math.min(importChunkMax.rows, first + count - n) }, (_, index) => ({
      row: index + 1,
      impi: impi(n + index),
      impus: [impu(n + index)],
    }));
    await imports.importRows(poolId, rows);
  }
}
