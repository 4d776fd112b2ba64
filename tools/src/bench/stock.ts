import type { PoolId } from '@allocator/domain';
import { poolIds } from './bench-terms.js';

/**
 * Counts what is left in each pool. A round ends when a pool is exhausted, so that a refusal never counts as speed; a refusal
 * while identities are left is a failure.
 */
export class Stock {
  private readonly left: Map<PoolId, number>;

  constructor(identitiesPerPool: number) {
    this.left = new Map(poolIds.map((poolId) => [poolId, identitiesPerPool]));
  }

  /** Takes so many of the pool; false if fewer are left. */
  take(poolId: PoolId, count: number): boolean {
    const left = this.left.get(poolId) ?? 0;
    if (left < count) return false;
    this.left.set(poolId, left - count);
    return true;
  }
}
