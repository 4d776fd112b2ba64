import type { SharedName, SharedNames } from '@allocator/application';
import type { Impi, Instant, Lane, PoolId, Stock } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { findSharedNames } from './statements/find-shared-names.js';

interface Row {
  readonly alias: string;
  readonly lane: Lane;
  readonly pool_id: PoolId;
  readonly impi: Impi;
  readonly stock: Stock;
  readonly other_pool_id: PoolId;
  readonly other_impi: Impi;
  readonly other_stock: Stock;
  readonly other_assignable_at: Instant;
  readonly other_is_free: boolean;
}

export class PostgresSharedNames implements SharedNames {
  constructor(private readonly pool: Pool) {}

  async all(): Promise<readonly SharedName[]> {
    return (await ask<Row>(this.pool, findSharedNames, [null, null])).map(sharedNameOf);
  }

  async of(poolId: PoolId, impi: Impi): Promise<readonly SharedName[]> {
    return (await ask<Row>(this.pool, findSharedNames, [poolId, impi])).map(sharedNameOf);
  }
}

function sharedNameOf(row: Row): SharedName {
  const { alias, lane, pool_id: poolId, impi, stock } = row;
  return {
    alias,
    lane,
    poolId,
    impi,
    stock,
    other: { poolId: row.other_pool_id, impi: row.other_impi, assignableAt: row.other_assignable_at },
    isOtherGone: row.other_stock === 'retired' && row.other_is_free,
  };
}
