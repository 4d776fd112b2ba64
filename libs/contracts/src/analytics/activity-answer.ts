import { z } from 'zod';
import { exampleLease } from '../values/example-lease.js';
import { anyCount, instant, poolId } from '../values/ids.js';
import { time, whole } from '../values/whole.js';

const minutesMax = 1_440;

/** `GET /v1/pools/{poolId}/activity`: the last hour by default. */
export const activityQuery = z.strictObject({
  from: time('2026-01-01T09:00:00.000Z').optional(),
  until: time('2026-01-01T10:00:00.000Z').optional(),
  limit: whole(1, minutesMax, { description: 'Maximum number of minutes', examples: [60] }).default(minutesMax),
});

const example = {
  poolId: 'pool-a',
  minutes: [{ minute: exampleLease.assignedAt, assigned: 1, released: 0, expired: 0, refused: 0 }],
};

export const activityAnswer = z
  .object({
    poolId,
    minutes: z
      .array(
        z.object({ minute: instant, assigned: anyCount, released: anyCount, expired: anyCount, refused: anyCount }),
      )
      .max(minutesMax),
  })
  .meta({ id: 'Activity', examples: [example] });
