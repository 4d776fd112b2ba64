import type { Indicate, Outcome, PoolId } from '@allocator/domain';
import type { CommandBatcher } from '../lanes/command-batcher.js';
import type { AllocationQueries } from '../ports/allocation-queries.js';

/** Takes an eP-CSCF's indication to the lane of the pool that has the identity: the eP-CSCF knows no pools. */
export class IndicateReassignable {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'poolOf' | 'pool' | 'operator'>,
    private readonly batcher: CommandBatcher,
  ) {}

  async indicate(indication: Omit<Indicate, 'poolId'>): Promise<Outcome> {
    const poolId = await this.ownPoolOf(indication);
    // What an operator says of an identity that no pool of its own has is recorded in its own lane; a stranger has none.
    if (poolId === null && (await this.queries.operator(indication.operatorId)) === undefined) {
      return { kind: 'refused', refusal: { code: 'operator-not-found' } };
    }
    return this.batcher.submit({ ...indication, poolId });
  }

  /** Null for an identity of another operator too: nothing is written in that one's lane, and no answer tells that it exists. */
  private async ownPoolOf({ impi, operatorId }: Omit<Indicate, 'poolId'>): Promise<PoolId | null> {
    const poolId = await this.queries.poolOf(impi);
    if (poolId === undefined) return null;
    return (await this.queries.pool(poolId))?.operatorId === operatorId ? poolId : null;
  }
}
