import { z } from 'zod';
import type { Instant, Lane, Position } from '@allocator/domain';

/** Events in one answer at most; a longer read goes on from its last position, or follows. */
export const eventsMax = 100_000;
const eventsDefault = 1_000;
const minutesMax = 1_440;
const lanesMax = 1_024;
const positionMax = 999_999_999_999_999;

/** A whole number as a query has it; the documents call it an integer. */
function whole(min: number, max: number, meta: { readonly description: string; readonly examples: readonly number[] }) {
  return z
    .string()
    .regex(/^\d{1,15}$/, 'is a whole number')
    .meta({ ...meta, type: 'integer', minimum: min, maximum: max, pattern: undefined })
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

/** `GET /v1/events` */
export const eventsQuery = z.strictObject({
  lane: whole(0, lanesMax - 1, {
    description: 'Lane, from 0; each installation has its number of lanes',
    examples: [6],
  }).transform((lane) => lane as Lane),
  after: whole(0, positionMax, { description: 'Position after which to begin', examples: [41] })
    .transform((position) => position as Position | 0)
    .default(0),
  limit: whole(1, eventsMax, { description: 'Events at most; a follower takes all', examples: [10] }).default(
    eventsDefault,
  ),
  follow: z
    .enum(['false', 'true'])
    .meta({ description: 'Whether to stay open, and send what is recorded from now on' })
    .transform((text) => text === 'true')
    .default(false),
});

/** `GET /v1/pools/{poolId}/activity`: the last hour unless it is said otherwise. */
export const activityQuery = z.strictObject({
  from: z.iso
    .datetime({ offset: true })
    .meta({ examples: ['2026-01-01T09:00:00.000Z'] })
    .transform((text) => Date.parse(text) as Instant)
    .optional(),
  until: z.iso
    .datetime({ offset: true })
    .meta({ examples: ['2026-01-01T10:00:00.000Z'] })
    .transform((text) => Date.parse(text) as Instant)
    .optional(),
  limit: whole(1, minutesMax, { description: 'Minutes at most', examples: [60] }).default(minutesMax),
});
