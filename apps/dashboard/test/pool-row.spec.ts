import { describe, expect, it } from '@jest/globals';
import { type PoolRow, exhaustionNote, filteredPools, sumOfPools, utilisation } from '../src/pages/pools/pool-row.js';

function pool(poolId: string, assignable: number, assigned: number): PoolRow {
  return {
    poolId,
    agreementId: 'agreement-a',
    operatorId: 'op-a',
    wwsfId: 'WWSF-A',
    availability: { total: assignable + assigned, assignable, assigned, held: 0, quarantined: 0, suspended: 0 },
  } as PoolRow;
}

const pools = [pool('full', 0, 10), pool('scarce', 9, 91), pool('wide', 10, 90), pool('empty', 0, 0)];
const idsOf = (shown: readonly PoolRow[]): readonly string[] => shown.map(({ poolId }) => poolId);

describe('the list of pools', () => {
  it('is filtered by any of the names, in any case', () => {
    expect(idsOf(filteredPools(pools, { text: ' wwsf-a ', supply: 'any' }))).toHaveLength(4);
    expect(idsOf(filteredPools(pools, { text: 'WID', supply: 'any' }))).toEqual(['wide']);
  });

  it('is filtered by what is assignable', () => {
    expect(idsOf(filteredPools(pools, { text: '', supply: 'scarce' }))).toEqual(['full', 'scarce']);
    expect(idsOf(filteredPools(pools, { text: '', supply: 'exhausted' }))).toEqual(['full']);
  });

  it('has pools that assign nothing before an instant among the exhausted ones', () => {
    const row = pool('restored', 10, 0);
    const waiting = { ...row, availability: { ...row.availability, assignNotBefore: '2026-11-23T11:15:10.000Z' } };
    expect(idsOf(filteredPools([row, waiting], { text: '', supply: 'exhausted' }))).toEqual(['restored']);
    expect(sumOfPools([row, waiting])).toMatchObject({ assignable: 20, assignableNow: 10 });
  });

  it('names the exhausted pools, some of them if there are many', () => {
    const exhausted = ['a', 'b', 'c', 'd'].map((poolId) => pool(poolId, 0, 1));
    expect(exhaustionNote(pools)).toBe('full');
    expect(exhaustionNote(exhausted.slice(2))).toBe('c, d');
    expect(exhaustionNote(exhausted)).toBe('a, b and 2 more');
    expect(exhaustionNote(pools.slice(1))).toBe('no pool has run out of identities');
  });

  it('has sums, and the utilisation of each pool', () => {
    expect(sumOfPools(pools)).toMatchObject({ total: 210, assignable: 19, assigned: 191 });
    expect(pools.map(utilisation)).toEqual([1, 0.91, 0.9, null]);
  });
});
