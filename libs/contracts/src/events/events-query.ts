import { lanesMax, positionAfter, time, whole } from '../values/whole.js';

import { z } from 'zod';
import type { Lane } from '@allocator/domain';

/** Events in one answer at most; a longer read goes on from its last position, or follows. */
export const eventsMax = 100_000;
const eventsDefault = 1_000;
const minutesMax = 1_440;

/** `GET /v1/events` */
export const eventsQuery = z.strictObject({
  lane: whole(0, lanesMax - 1, {
    description: 'Lane, from 0; each installation has its number of lanes',
    examples: [6],
  }).transform((lane) => lane as Lane),
  after: positionAfter,
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
  from: time('2026-01-01T09:00:00.000Z').optional(),
  until: time('2026-01-01T10:00:00.000Z').optional(),
  limit: whole(1, minutesMax, { description: 'Minutes at most', examples: [60] }).default(minutesMax),
});
