import { describe, expect, it } from '@jest/globals';
import { Backoff } from '@allocator/runtime';

describe('Backoff', () => {
  it('doubles up to the maximum', () => {
    const backoff = new Backoff({ minMs: 100, maxMs: 500, random: () => 1 });
    expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([100, 200, 400, 500, 500]);
  });

  it('never pauses for less than half of that', () => {
    const backoff = new Backoff({ minMs: 100, maxMs: 500, random: () => 0 });
    expect([backoff.next(), backoff.next()]).toEqual([50, 100]);
  });

  it('starts again with the shortest pause after a reset, and never exceeds the maximum', () => {
    const backoff = new Backoff({ minMs: 1, maxMs: 30, random: () => 1 });
    const pauses = Array.from({ length: 2_000 }, () => backoff.next());
    expect(Math.max(...pauses)).toBe(30);
    backoff.reset();
    expect(backoff.next()).toBe(1);
  });
});
