import { z } from 'zod';
import type { Lane } from '@allocator/domain';
import { lanesMax, positionAfter, whole } from '../values/whole.js';

/** Events in one answer at most. A longer read continues after its last position, or follows. */
export const eventsMax = 100_000;
const eventsDefault = 1_000;

/** `GET /v1/events` */
export const eventsQuery = z.strictObject({
  lane: whole(0, lanesMax - 1, {
    description: 'Lane, from 0; the number of lanes depends on the installation',
    examples: [6],
  }).transform((lane) => lane as Lane),
  after: positionAfter,
  limit: whole(1, eventsMax, {
    description: 'Maximum number of events; a follower has no limit',
    examples: [10],
  }).default(eventsDefault),
  follow: z
    .enum(['false', 'true'])
    .meta({ description: 'Whether to stay open and send new events as they are recorded' })
    .transform((text) => text === 'true')
    .default(false),
});
