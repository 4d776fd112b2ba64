import { describe, expect, it } from '@jest/globals';
import { refusalCurve, refusalProbability, sizeNeeded } from '../src/pages/pool/refusal-probability.js';

/** Offered load in erlang by identities and refused share, from the published tables of the formula. */
const table = [
  [1, 0.01, 0.0101],
  [5, 0.01, 1.361],
  [5, 0.02, 1.657],
  [10, 0.001, 3.092],
  [10, 0.01, 4.461],
  [10, 0.05, 6.216],
  [15, 0.01, 8.108],
  [20, 0.01, 12.03],
  [30, 0.01, 20.34],
  [50, 0.01, 37.9],
  [100, 0.01, 84.06],
] as const;

describe('Erlang B', () => {
  it.each(table)('%d identities refuse %d of %d erlang', (size, share, load) => {
    // The tables round the load to four digits.
    expect(Math.abs(refusalProbability(load, size) / share - 1)).toBeLessThan(0.006);
  });

  it('agrees with the asymptote of a pool as large as its load', () => {
    const load = 1_000_000;
    expect(refusalProbability(load, load)).toBeCloseTo(Math.sqrt(2 / (Math.PI * load)), 6);
  });

  it('is 1 without an identity, and 0 without requests', () => {
    expect(refusalProbability(3, 0)).toBe(1);
    expect(refusalProbability(0, 3)).toBe(0);
  });

  it('draws a curve from no identity to the largest size, in at most the given number of steps', () => {
    const curve = refusalCurve(84.06, 1_000, 100);
    expect(curve[0]).toEqual({ size: 0, probability: 1 });
    expect(curve.at(-1)?.size).toBe(1_000);
    expect(curve.length).toBeLessThanOrEqual(101);
    expect(curve.find(({ size }) => size === 100)?.probability).toBeCloseTo(0.01, 4);
    expect(curve.every(({ probability }, n) => n === 0 || probability <= curve[n - 1]!.probability)).toBe(true);
    expect(refusalCurve(2, 3, 100).map(({ size }) => size)).toEqual([0, 1, 2, 3]);
  });

  it.each([
    [100, 0.01, 117],
    [1_000, 0.001, 1_072],
    [0, 0.01, 0],
  ])('%d erlang with %d refused need %d identities', (load, share, size) => {
    expect(sizeNeeded(load, share, 10_000)).toBe(size);
  });

  it('says when no pool up to the limit suffices', () => {
    expect(sizeNeeded(1_000, 0.01, 1_000)).toBeUndefined();
  });
});
