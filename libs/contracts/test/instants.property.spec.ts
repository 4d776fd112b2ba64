import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';
import { toIso } from '@allocator/domain';
import {
  activityQuery,
  analyticsQuery,
  faultsOf,
  holdersParameters,
  indicationBody,
  instant,
  timelineQuery,
} from '../src/index.js';

const indication = { operatorId: 'op-a', impi: 'web-1@op-a.example', generation: 1, tokenRefused: true };
const read = { impi: 'web-1@op-a.example', reason: 'case 1' };
/** Every member of a request that is an instant. */
const places: readonly (readonly [string, z.ZodType, object])[] = [
  ['indicatedAt', indicationBody, indication],
  ['from', activityQuery, {}],
  ['until', activityQuery, {}],
  ['from', analyticsQuery, {}],
  ['until', analyticsQuery, {}],
  ['at', holdersParameters, read],
  ['knownAt', holdersParameters, read],
  ['from', timelineQuery, { reason: 'case 1' }],
  ['to', timelineQuery, { reason: 'case 1' }],
];

const digits = (count: number, max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(count, '0'));
const offset = fc.oneof(
  fc.constant('Z'),
  fc.tuple(fc.constantFrom('+', '-'), digits(2, 23), digits(2, 59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
);
/** Years at both ends of the valid range are drawn more often. */
const year = fc.oneof(digits(4, 9_999), fc.constantFrom('0000', '1969', '1970', '9998', '9999'));
const date = fc.tuple(year, fc.constantFrom('01-01', '02-29', '06-15', '12-31')).map((parts) => parts.join('-'));
const time = fc.oneof(
  fc.tuple(digits(2, 23), digits(2, 59)).map((parts) => parts.join(':')),
  fc.constantFrom('00:00:00', '23:59:59.999', '23:59:59.9999999', '12:00'),
);
const written = fc.tuple(date, time, offset).map(([day, hour, zone]) => `${day}T${hour}${zone}`);

describe('an instant in a request', () => {
  it.each(places)('as %s can be written in an answer, or is refused', (name, schema, rest) => {
    let accepted = 0;
    fc.assert(
      fc.property(written, (text) => {
        const { data } = schema.safeParse({ ...rest, [name]: text });
        if (data === undefined) return true;
        accepted++;
        return instant.safeParse(toIso((data as Record<string, never>)[name] as never)).success;
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it.each(places)('as %s is refused, and the fault names the years', (name, schema, rest) => {
    for (const text of ['0000-01-01T00:00:00+23:59', '1970-01-01T00:00:00+00:01', '9999-12-31T23:59:00-00:01']) {
      const { error } = schema.safeParse({ ...rest, [name]: text });
      expect(error && faultsOf(error)).toEqual([{ path: name, message: 'must be in the years 1970 to 9999 (UTC)' }]);
    }
  });

  it.each([
    '1970-01-01T00:00:00Z',
    '1969-12-31T23:00:00-01:00',
    '9999-12-31T23:59:59.999Z',
    '2026-01-01T10:00:00.5+01:00',
  ])('%s is one', (text) => {
    for (const [name, schema, rest] of places) {
      expect(schema.safeParse({ ...rest, [name]: text }).data).toMatchObject({ [name]: Date.parse(text) });
    }
  });
});
