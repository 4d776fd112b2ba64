import { analyticsExample, forecastExample } from '../values/example-lease.js';
import { instant } from '../values/ids.js';
import { time, whole } from '../values/whole.js';

import { z } from 'zod';

const minutesMax = 44_640;
const minutesDefault = 1_440;

/** `GET /v1/analytics/pools/{poolId}`: the last day unless it is said otherwise. */
export const analyticsQuery = z.strictObject({
  from: time('2026-01-01T09:00:00.000Z').optional(),
  until: time('2026-01-01T10:00:00.000Z').optional(),
  limit: whole(1, minutesMax, { description: 'Minutes at most', examples: [60] }).default(minutesDefault),
});

const count = z.int().min(0);
const share = z.number().min(0);

const minuteAnswer = z.object({
  minute: instant,
  assigned: count,
  anonymous: count.meta({ description: 'Of those, to subjects whom nobody can recognise' }),
  refused: count,
  released: count,
  expired: count,
  ended: count.meta({ description: 'Lendings that ended: lapsed, or freed early' }),
  hinted: count.meta({ description: "WWSFs' hints that a user is gone" }),
  indicated: count.meta({ description: "eP-CSCFs' words that freed at once" }),
  wastedSeconds: count.meta({ description: 'From the hints to the bounds, together' }),
  leased: count.meta({ description: 'Lendings that were open at its end' }),
});

export const analyticsAnswer = z
  .object({
    poolId: z.string(),
    from: instant,
    until: instant.meta({
      description:
        'Before it; where there are more minutes than `limit`, the end of the last one that is told. All sums are of this span',
    }),
    identities: count.meta({ description: 'That the pool has now, retired ones not counted' }),
    sums: minuteAnswer.omit({ minute: true, leased: true }),
    peak: z
      .object({ minute: instant, leased: count, utilisation: share })
      .nullable()
      .meta({ description: 'The minute at whose end most were lent; utilisation by the identities of now' }),
    anonymousShare: share.nullable().meta({ description: 'Of the lendings; null where there were none' }),
    hintedShare: share.nullable().meta({ description: 'Hints by lendings that ended; null where none did' }),
    meanWasteSeconds: share
      .nullable()
      .meta({ description: 'From a hint to the bound, on average; null without a hint' }),
    reuse: z
      .array(z.object({ belowSeconds: count.nullable(), assignments: count }))
      .meta({ description: 'Lendings of identities that had a former holder, by how long they had lain idle' }),
    minutes: z.array(minuteAnswer),
  })
  .meta({ id: 'Analytics', examples: [analyticsExample] });

/** `GET /v1/analytics/pools/{poolId}/forecast` */
export const forecastQuery = z.strictObject({
  refusalPercent: z
    .string()
    .regex(/^(100|[1-9]\d?(\.\d{1,6})?|0\.\d{0,5}[1-9])$/, 'is a percentage above 0, to 100')
    .meta({ description: 'How many of those who ask may be refused, in percent', examples: ['1'] })
    .transform(Number)
    .default(1),
});

export const forecastAnswer = z
  .object({
    poolId: z.string(),
    identities: count.meta({ description: 'That can be lent: neither suspended nor retired' }),
    assignable: count,
    securityLifetimeSeconds: count,
    quarantineSeconds: count,
    refusalPercent: z.number(),
    arrivalsPerHour: share.meta({ description: 'Over the last hour, those refused included' }),
    offeredErlang: share.meta({ description: 'Askings a second by (L + Q)' }),
    refusalProbability: share.meta({ description: 'Erlang B: how many find nothing at this rate and lifetime' }),
    secondsToExhaustion: count
      .nullable()
      .meta({ description: 'At the present rate; null where the pool does not shrink' }),
    advice: z.object({
      identitiesNeeded: count.nullable().meta({ description: 'The pool that refuses no more than refusalPercent' }),
      securityLifetimeSeconds: count
        .nullable()
        .meta({ description: 'The longest lifetime at which this pool refuses no more than that' }),
    }),
    withIndications: z
      .object({
        hintedShare: share,
        meanStaySeconds: count.nullable(),
        identitiesNeeded: count.nullable(),
        refusalProbability: share,
      })
      .meta({ description: 'Where an eP-CSCF indicated each end that a WWSF hints at today' }),
  })
  .meta({ id: 'Forecast', examples: [forecastExample] });

const columns = Object.keys(minuteAnswer.shape) as (keyof z.infer<typeof minuteAnswer>)[];

/** The minutes as CSV (RFC 4180): numbers and instants, so nothing needs quotes. */
export function minutesCsv(minutes: readonly z.infer<typeof minuteAnswer>[]): string {
  const rows = minutes.map((minute) => columns.map((name) => String(minute[name])).join(','));
  return [columns.join(','), ...rows, ''].join('\r\n');
}
