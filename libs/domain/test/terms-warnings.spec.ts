import { describe, expect, it } from '@jest/globals';
import { nameWarningsOf, warningsOf } from '@allocator/domain';
import type { PoolId } from '@allocator/domain';
import { operatorProfile } from '@allocator/testing';

const { guard } = operatorProfile();
const withSkew = (clockSkewSeconds: number) => operatorProfile({ guard: { ...guard, clockSkewSeconds } });

describe('the warnings of an operator’s profile', () => {
  it('name both numbers where the guard allows for less skew than the service tolerates', () => {
    const [warning] = warningsOf(withSkew(3), 5);
    expect(warning?.code).toBe('clock-skew-below-tolerance');
    expect(warning?.detail).toMatch(/\b3\b.*\b5\b/);
  });

  it('are none where it allows for as much', () => {
    expect(warningsOf(withSkew(5), 5)).toEqual([]);
    expect(warningsOf(withSkew(1), undefined)).toEqual([]);
  });

  it('tell that clocks are neither compared nor allowed to differ', () => {
    expect(warningsOf(withSkew(0), undefined)).toMatchObject([{ code: 'clock-skew-below-tolerance' }]);
  });
});

describe('the warnings of the names that an operator declares', () => {
  const pools = ['pool-b' as PoolId];
  it('tell how many names of its own are outside, and that others have names inside, but not who', () => {
    const [outside, inside] = nameWarningsOf({ namesOutside: 3, othersInside: pools });
    expect(outside).toMatchObject({ code: 'names-outside', detail: expect.stringContaining('prefixes: 3.') });
    expect(inside?.code).toBe('names-held-by-others');
    expect(inside?.detail).not.toContain('pool-b');
  });

  it('are none where all are in their place, and say where that could not be looked at', () => {
    expect(nameWarningsOf({ namesOutside: 0, othersInside: [] })).toEqual([]);
    expect(nameWarningsOf('not-compared')).toMatchObject([{ code: 'names-not-compared' }]);
  });
});
