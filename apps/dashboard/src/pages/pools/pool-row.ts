import { isExhausted } from '../../demand/is-exhausted.js';
import type { Answers } from '../../service/answers.js';

export type PoolRow = Answers['/v1/pools']['items'][number];

/** Which pools are shown. */
export interface PoolFilter {
  /** Part of the id of the pool, its agreement, its WWSF or its operator. */
  readonly text: string;
  /** `exhausted`: nothing is assignable now. `scarce`: less than a tenth is. */
  readonly supply: 'any' | 'scarce' | 'exhausted';
}

const scarceShare = 0.1;

/** Share of the pool's identities that are assigned, 0 to 1; null for an empty pool. */
export function utilisation({ availability: { assigned, total } }: PoolRow): number | null {
  return total === 0 ? null : assigned / total;
}

export function filteredPools(pools: readonly PoolRow[], { text, supply }: PoolFilter): readonly PoolRow[] {
  const wanted = text.trim().toLowerCase();
  return pools.filter((pool) => {
    const { poolId, agreementId, wwsfId, operatorId, availability } = pool;
    const names = [poolId, agreementId, wwsfId, operatorId];
    if (wanted !== '' && !names.some((name) => name.toLowerCase().includes(wanted))) return false;
    if (supply === 'exhausted') return isExhausted(availability);
    return supply === 'any' || availability.assignable < scarceShare * availability.total;
  });
}

/** Names of a note. */
const namedMax = 2;

/** Names the exhausted pools; if there are many, the first ones. */
export function exhaustionNote(pools: readonly PoolRow[]): string {
  const exhausted = pools.filter(({ availability }) => isExhausted(availability)).map(({ poolId }) => poolId);
  if (exhausted.length === 0) return 'no pool has run out of identities';
  const more = exhausted.length - namedMax;
  return `${exhausted.slice(0, namedMax).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** The identities of all these pools by state; `assignableNow`: without those of pools that wait. */
export function sumOfPools(pools: readonly PoolRow[]) {
  const sum = { total: 0, assignable: 0, assignableNow: 0, assigned: 0, held: 0, quarantined: 0, suspended: 0 };
  for (const { availability } of pools) {
    sum.total += availability.total;
    sum.assignable += availability.assignable;
    if (availability.assignNotBefore === undefined) sum.assignableNow += availability.assignable;
    sum.assigned += availability.assigned;
    sum.held += availability.held;
    sum.quarantined += availability.quarantined;
    sum.suspended += availability.suspended;
  }
  return sum;
}
