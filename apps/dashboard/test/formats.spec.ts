import { describe, expect, it } from '@jest/globals';
import { formatCount, formatInstant, formatSeconds, formatShare } from '../src/ui/formats.js';

describe('instants', () => {
  it('are the same text for every reader: UTC', () => {
    expect(formatInstant('2026-11-27T20:55:46.789Z')).toBe('2026-11-27 20:55:46 UTC');
  });
});

describe('figures', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [45, '45 s'],
    [60, '1 min'],
    [3_900, '1 h 5 min'],
    [86_405, '1 d'],
    [90_061, '1 d 1 h'],
    [-90, '−1 min 30 s'],
  ])('%s seconds are "%s"', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('have the same separators in every browser', () => {
    expect([formatCount(1_234_567), formatShare(0.1234), formatShare(1)]).toEqual(['1,234,567', '12.3%', '100%']);
  });

  it('have a dash for what is unknown', () => {
    expect([formatInstant(null), formatInstant(undefined)]).toEqual(['–', '–']);
  });
});
