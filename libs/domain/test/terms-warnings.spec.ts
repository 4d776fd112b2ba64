import { describe, expect, it } from '@jest/globals';
import { warningsOf } from '@allocator/domain';
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
