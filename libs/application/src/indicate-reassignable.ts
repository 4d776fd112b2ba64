import type { Indicate, Outcome } from '@allocator/domain';
import type { CommandBatcher } from './command-batcher.js';
import type { AllocationQueries } from './ports/allocation-queries.js';

/** Takes an eP-CSCF's indication to the lane of the pool that has the identity: the eP-CSCF knows no pools. */
export class IndicateReassignable {
  constructor(
    private readonly queries: Pick<AllocationQueries, 'poolOf' | 'operator'>,
    private readonly batcher: CommandBatcher,
  ) {}

  async indicate(indication: Omit<Indicate, 'poolId'>): Promise<Outcome> {
    const poolId = (await this.queries.poolOf(indication.impi)) ?? null;
    // What an operator says of an identity that no pool has is recorded in the operator's own lane; a stranger has none.
    if (poolId === null && (await this.queries.operator(indication.operatorId)) === undefined) {
      return { kind: 'refused', refusal: { code: 'operator-not-found' } };
    }
    return this.batcher.submit({ ...indication, poolId });
  }
}
