import { z } from 'zod';
import type { Instant, Lane, Position } from '@allocator/domain';

/** Events in one answer at most; a longer read goes on from its last position, or follows. */
export const eventsMax = 100_000;
const eventsDefault = 1_000;
const minutesMax = 1_440;

const whole = (text: z.ZodString) => text.regex(/^\d{1,15}$/, 'is a whole number').transform(Number);

/** `GET /v1/events` */
export const eventsQuery = z.strictObject({
  lane: whole(z.string()).transform((lane) => lane as Lane),
  after: whole(z.string())
    .transform((position) => position as Position | 0)
    .default(0),
  limit: whole(z.string()).pipe(z.number().min(1).max(eventsMax)).default(eventsDefault),
  follow: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
});

/** `GET /v1/pools/{poolId}/activity`: the last hour unless it is said otherwise. */
export const activityQuery = z.strictObject({
  from: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text) as Instant)
    .optional(),
  until: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text) as Instant)
    .optional(),
  limit: whole(z.string()).pipe(z.number().min(1).max(minutesMax)).default(minutesMax),
});
