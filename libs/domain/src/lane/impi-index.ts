import type { Identity, IdentityNumber } from '../identity/identity.js';
import type { Impi, PoolId } from '../ids/ids.js';

/** Finds identities by pool and IMPI. Two levels of maps: a combined key would need to be built for every look-up. */
export class ImpiIndex {
  private readonly pools = new Map<PoolId, Map<Impi, IdentityNumber>>();

  add({ poolId, impi, number }: Identity): void {
    const numbers = this.pools.get(poolId);
    if (numbers === undefined) this.pools.set(poolId, new Map([[impi, number]]));
    else numbers.set(impi, number);
  }

  find(poolId: PoolId, impi: Impi): IdentityNumber | undefined {
    return this.pools.get(poolId)?.get(impi);
  }
}
