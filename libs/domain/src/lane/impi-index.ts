import type { Identity, IdentityNumber } from '../identity/identity.js';
import type { Impi, PoolId } from '../ids/ids.js';

/** Finds identities by pool and impi. A map in a map: a key put together from both would have to be made for every look. */
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
