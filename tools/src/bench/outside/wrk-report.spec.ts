import { describe, expect, it } from '@jest/globals';
import { build } from 'hdr-histogram-js';
import { addLatencies, demandStored, parseWrkReport, requestsOf } from './wrk-report.js';

const output = (report: object): string =>
  `Running 3s test @ http://127.0.0.1:1\n  2 threads and 64 connections\n\n${JSON.stringify(report)}\n`;

describe('the report of wrk', () => {
  const report = { requests: 2_000, durationUs: 3_000_000, latencyUs: [1_000, 2_000, 3_000, 50_000] };

  it('is a line among those that wrk prints', () => {
    expect(parseWrkReport(output({ ...report, refused: 0, failed: 0 }))).toEqual(report);
  });

  it.each([
    [{ refused: 3, failed: 0 }, /3 were refused and 0 failed.*--identities/],
    [{ refused: 0, failed: 1 }, /0 were refused and 1 failed/],
  ])('is refused with %j', (errors, message) => {
    expect(() => parseWrkReport(output({ ...report, ...errors }))).toThrow(message);
  });

  it('is missing if the script failed', () => {
    expect(() => parseWrkReport('assign.lua:7: attempt to index a nil value\n')).toThrow(/no report.*assign\.lua:7/s);
  });

  it('has as much weight in the latencies as requests', () => {
    const latencyUs = build();
    addLatencies(latencyUs, [report, { requests: 4, durationUs: 1, latencyUs: [9_000, 9_000, 9_000, 9_000] }]);
    expect(latencyUs.totalCount).toBe(2_004);
    expect(latencyUs.getValueAtPercentile(40) / 1_000).toBeCloseTo(2, 1);
    expect(requestsOf([report, report])).toBe(4_000);
  });
});

describe('what is stored after wrk', () => {
  it.each([10, 12])('may be %i for 10 answers and 2 connections that were closed', (stored) => {
    expect(() => demandStored(stored, { answered: 10, cutOffMax: 2 })).not.toThrow();
  });

  it.each([9, 13])('cannot be %i', (stored) => {
    expect(() => demandStored(stored, { answered: 10, cutOffMax: 2 })).toThrow(
      `10 were answered to wrk, but ${stored}`,
    );
  });
});
