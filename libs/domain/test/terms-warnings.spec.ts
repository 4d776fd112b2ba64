import { describe, expect, it } from '@jest/globals';
import { nameWarningsOf, warningsOf } from '@allocator/domain';
import type { PoolId } from '@allocator/domain';
import { operatorProfile } from '@allocator/testing';

const { guard } = operatorProfile();
const withSkew = (clockSkewSeconds: number) => operatorProfile({ guard: { ...guard, clockSkewSeconds } });

describe('the warnings of an operator’s profile', () => {
  it('name both numbers if the guard allows less skew than the service tolerates', () => {
    const [warning] = warningsOf(withSkew(3), 5);
    expect(warning?.code).toBe('clock-skew-below-tolerance');
    expect(warning?.detail).toMatch(/\b3\b.*\b5\b/);
  });

  it('are none if it allows as much', () => {
    expect(warningsOf(withSkew(5), 5)).toEqual([]);
    expect(warningsOf(withSkew(1), undefined)).toEqual([]);
  });

  it('say that clocks are neither compared nor allowed to differ', () => {
    expect(warningsOf(withSkew(0), undefined)).toMatchObject([{ code: 'clock-skew-below-tolerance' }]);
  });
});

describe('the warnings of the names that an operator declares', () => {
  const pools = ['pool-b' as PoolId];
  it('say how many of its own names are outside, and that other operators have names inside, without naming them', () => {
    const [outside, inside] = nameWarningsOf({ namesOutside: 3, othersInside: pools });
    expect(outside).toMatchObject({ code: 'names-outside', detail: expect.stringContaining('prefixes: 3.') });
    expect(inside?.code).toBe('names-held-by-others');
    expect(inside?.detail).not.toContain('pool-b');
  });

  it('are none if no names conflict, and say if the names could not be compared', () => {
    expect(nameWarningsOf({ namesOutside: 0, othersInside: [] })).toEqual([]);
    expect(nameWarningsOf('not-compared')).toMatchObject([{ code: 'names-not-compared' }]);
  });
});
