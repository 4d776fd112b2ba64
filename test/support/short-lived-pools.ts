import type { ApiClient } from './api-client.js';

/** Pools in different lanes. */
export const shortLivedPools = ['pool-a', 'pool-b', 'pool-c', 'pool-d'];

/** Sets the pools up with lifetimes of 4 to 7 seconds, so that leases lapse and identities are assigned again during the test. */
export async function setUpShortLivedPools(api: ApiClient): Promise<void> {
  for (const [index, poolId] of shortLivedPools.entries()) {
    await api.setUpPool({ poolId, identities: 1_500, first: index * 10_000 + 1, lifetime: 4 + index });
  }
}
