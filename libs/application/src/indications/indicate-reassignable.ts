import type { Indicate, OutcomeOf, PoolId } from '@allocator/domain';
import type { CommandBatcher } from '../lanes/command-batcher.js';
import type { AllocationQueries } from '../ports/allocation-queries.js';

/** Submits an eP-CSCF's indication to the lane of the identity's pool, which the eP-CSCF does not know. */
export class IndicateReassignable {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'poolOf' | 'pool' | 'operator'>,
    private readonly batcher: CommandBatcher,
  ) {}

  async indicate(indication: Omit<Indicate, 'poolId'>): Promise<OutcomeOf<Indicate>> {
    const poolId = await this.ownPoolOf(indication);
    // An indication of an identity in none of the operator's pools is recorded in the operator's lane. An unknown operator has none.
    if (poolId === null && (await this.queries.operator(indication.operatorId)) === undefined) {
      return { kind: 'refused', refusal: { code: 'operator-not-found' } };
    }
    return this.batcher.submit({ ...indication, poolId });
  }

  /** Null also for an identity of another operator: nothing is written in its lane, and the answer does not disclose that it exists. */
  private async ownPoolOf({ impi, operatorId }: Omit<Indicate, 'poolId'>): Promise<PoolId | null> {
    const poolId = await this.queries.poolOf(impi);
    if (poolId === undefined) return null;
    return (await this.queries.pool(poolId))?.operatorId === operatorId ? poolId : null;
  }
}
