import { describe, expect, it } from '@jest/globals';
import { identitiesNeeded, loadCarried, refusalProbability } from '@allocator/domain';
import fc from 'fast-check';

/** The formula as published, (a^N / N!) / sum of (a^k / k!), each term by its logarithm: independent of the recurrence. */
function asWritten(load: number, servers: number): number {
  const logs: number[] = [0];
  for (let k = 1; k <= servers; k++) logs.push((logs[k - 1] as number) + Math.log(load) - Math.log(k));
  const largest = Math.max(...logs);
  // Smallest first: no small term is lost.
  const sum = logs.map((log) => Math.exp(log - largest)).sort((a, b) => a - b);
  return Math.exp((logs[servers] as number) - largest) / sum.reduce((all, term) => all + term, 0);
}

describe('Erlang B', () => {
  it('equals the formula within 1e-9 over a grid', () => {
    for (const servers of [0, 1, 2, 5, 10, 50, 117, 128, 500, 1_000, 2_000]) {
      for (const share of [0.01, 0.1, 0.5, 0.9, 0.95, 1, 1.1, 2, 10]) {
        const load = Math.max(0.01, servers * share);
        expect(Math.abs(refusalProbability(load, servers) - asWritten(load, servers))).toBeLessThan(1e-9);
      }
    }
  });

  it.each([
    [100, 0.01, 117],
    [100, 0.001, 128],
    [1_000, 0.01, 1_029],
    [1_000, 0.001, 1_072],
  ])('%d an hour for an hour, %d refused: %d identities', (load, probability, identities) => {
    expect(identitiesNeeded(load, probability)).toBe(identities);
  });

  it.each([
    [950, 1_000, 0.3649],
    [900, 1_000, 0.0059],
  ])('%d erlang on %d identities: %d %% refused', (load, identities, percent) => {
    expect(refusalProbability(load, identities) * 100).toBeCloseTo(percent, 4);
  });

  it('is 1 without an identity, and 0 without requests', () => {
    expect([refusalProbability(3, 0), refusalProbability(0, 3), refusalProbability(0, 0)]).toEqual([1, 0, 1]);
    expect([identitiesNeeded(0, 0.01), loadCarried(0, 0.01)]).toEqual([0, 0]);
  });

  it('finds the smallest pool and the largest load: one identity less or a little more load refuses too often', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3_000, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        (load, probability) => {
          const identities = identitiesNeeded(load, probability) ?? 0;
          expect(refusalProbability(load, identities)).toBeLessThanOrEqual(probability);
          expect(refusalProbability(load, identities - 1)).toBeGreaterThan(probability);
          const carried = loadCarried(identities, probability);
          expect(carried).toBeGreaterThanOrEqual(load * (1 - 1e-9));
          expect(refusalProbability(carried * (1 + 1e-6), identities)).toBeGreaterThan(probability);
        },
      ),
      { numRuns: 300 },
    );
  });
});
