import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { exampleLease } from '../values/example-lease.js';
import { anyCount, instant, poolId, secondsMax } from '../values/ids.js';
import { time, whole } from '../values/whole.js';

const minutesMax = 44_640;
const minutesDefault = 1_440;

/** `GET /v1/analytics/pools/{poolId}`: the last day by default. */
export const analyticsQuery = z.strictObject({
  from: time('2026-01-01T09:00:00.000Z').optional(),
  until: time('2026-01-01T10:00:00.000Z').optional(),
  limit: whole(1, minutesMax, { description: 'Maximum number of minutes', examples: [60] }).default(minutesDefault),
});

const count = anyCount;
const share = z.number().min(0).max(1);
/** A share of the present size: the pool can have been larger. */
const utilisation = z
  .number()
  .min(0)
  .max(2 ** 31);
const reuseBucketsMax = 100;

const minuteAnswer = z.object({
  minute: instant,
  assigned: count,
  anonymous: count.meta({ description: 'Assignments to anonymous subjects' }),
  refused: count,
  released: count,
  expired: count,
  ended: count.meta({ description: 'Leases that ended: lapsed, or freed early' }),
  hinted: count.meta({ description: 'Releases by WWSFs: hints that a user is gone' }),
  indicated: count.meta({ description: 'Indications of eP-CSCFs that freed an identity' }),
  wastedSeconds: count.meta({ description: 'Sum of the times from the hints to the bounds' }),
  leased: count.meta({ description: 'Leases that were open at the end of the minute' }),
});

const countsExample = {
  assigned: 1,
  anonymous: 0,
  refused: 0,
  released: 0,
  expired: 0,
  ended: 0,
  hinted: 0,
  indicated: 0,
  wastedSeconds: 0,
};
const example = {
  poolId: 'pool-a',
  from: exampleLease.assignedAt,
  until: exampleLease.reassignableAt,
  identities: 1500,
  sums: countsExample,
  peak: { minute: exampleLease.assignedAt, leased: 1, utilisation: 1 / 1500 },
  anonymousShare: 0,
  hintedShare: null,
  meanWasteSeconds: null,
  reuse: [{ belowSeconds: 60, assignments: 0 }],
  minutes: [{ minute: exampleLease.assignedAt, ...countsExample, leased: 1 }],
};

export const analyticsAnswer = z
  .object({
    poolId,
    from: instant,
    until: instant.meta({
      description:
        'Excluded. If there are more minutes than `limit`, the end of the last listed minute. All sums cover this span',
    }),
    identities: count.meta({ description: 'Identities in the pool now, without retired ones' }),
    sums: minuteAnswer.omit({ minute: true, leased: true }),
    peak: z.object({ minute: instant, leased: count, utilisation }).nullable().meta({
      description:
        'The minute with the most open leases at its end; `utilisation` is relative to the present `identities`',
    }),
    anonymousShare: share.nullable().meta({ description: 'Share of the assignments; null if there were none' }),
    hintedShare: share.nullable().meta({ description: 'Hints divided by ended leases; null if no lease ended' }),
    meanWasteSeconds: z
      .number()
      .min(0)
      .max(secondsMax)
      .nullable()
      .meta({ description: 'Mean time from a hint to the bound; null without a hint' }),
    reuse: z
      .array(z.object({ belowSeconds: count.nullable(), assignments: count }))
      .max(reuseBucketsMax)
      .meta({ description: 'Assignments of identities that had a former holder, by idle time' }),
    minutes: z.array(minuteAnswer).max(minutesMax),
  })
  .meta({ id: 'Analytics', examples: [example] });

type AnalyticsMinuteAnswer = AnswerType<typeof minuteAnswer>;

const columns = Object.keys(minuteAnswer.shape) as (keyof AnalyticsMinuteAnswer)[];

/** The minutes as CSV (RFC 4180). They are numbers and instants, so no value needs quotes. */
export function minutesCsv(minutes: readonly AnalyticsMinuteAnswer[]): string {
  const rows = minutes.map((minute) => columns.map((name) => String(minute[name])).join(','));
  return [columns.join(','), ...rows, ''].join('\r\n');
}
