import { describe, expect, it } from '@jest/globals';
import { clampedX, ticksOf, xOf } from '../../src/ui/time-scale.js';

const scaleOf = (from: string, to: string, width: number) => ({ from: Date.parse(from), to: Date.parse(to), width });

describe('a time scale', () => {
  it('maps times to pixels', () => {
    const scale = scaleOf('2026-11-27T10:00:00Z', '2026-11-27T11:00:00Z', 600);
    expect(xOf(scale, Date.parse('2026-11-27T10:15:00Z'))).toBe(150);
    expect(xOf(scale, Date.parse('2026-11-27T12:00:00Z'))).toBe(1_200);
    expect(clampedX(scale, Date.parse('2026-11-27T12:00:00Z'))).toBe(600);
    expect(clampedX(scale, Date.parse('2026-11-27T09:00:00Z'))).toBe(0);
    expect(xOf({ from: 5, to: 5, width: 600 }, 5)).toBe(0);
  });

  it('has ticks at round times, as many as there is room for', () => {
    const labels = (from: string, to: string, width: number): string[] =>
      ticksOf(scaleOf(from, to, width), 80).map(({ label }) => label);
    expect(labels('2026-11-27T10:02:00Z', '2026-11-27T11:02:00Z', 400)).toEqual(['10:15', '10:30', '10:45', '11:00']);
    expect(labels('2026-11-27T10:00:01Z', '2026-11-27T10:00:21Z', 400)).toEqual([
      '10:00:05',
      '10:00:10',
      '10:00:15',
      '10:00:20',
    ]);
    expect(labels('2026-11-27T22:00:00Z', '2026-11-28T04:00:00Z', 200)).toEqual(['2026-11-28', '03:00']);
    expect(labels('2016-01-01T00:00:00Z', '2046-01-01T00:00:00Z', 240).length).toBeLessThanOrEqual(4);
    expect(labels('2026-11-27T10:00:00Z', '2026-11-27T10:00:00Z', 240)).toHaveLength(1);
  });
});
