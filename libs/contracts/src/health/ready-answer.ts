import { z } from 'zod';

/** `GET /health/live` */
export const liveAnswer = z.object({ live: z.literal(true) }).meta({ id: 'Live', examples: [{ live: true }] });

/** `GET /health/ready`. Members are absent while the process has not started the part that they describe. */
export const readyAnswer = z
  .object({
    ready: z.boolean(),
    state: z.enum(['starting', 'working', 'stopping']),
    database: z.string().optional().meta({ description: 'Only if it does not answer, is read-only, or is refused' }),
    closedLanes: z.array(z.object({ lane: z.int(), reason: z.string() })).optional(),
    relay: z
      .array(
        z.object({
          lane: z.int(),
          state: z.enum(['publishing', 'standby', 'failing', 'halted']),
          publishedUpTo: z.int().optional(),
          lag: z.int().optional().meta({ description: 'Events that are not published yet' }),
          reason: z
            .string()
            .optional()
            .meta({ description: 'What an operator must change, if the lane fails because of its topic' }),
        }),
      )
      .optional(),
    stoppedProjections: z.array(z.int()).optional(),
    intake: z
      .array(z.object({ wwsfId: z.string(), state: z.enum(['refused', 'failing']), reason: z.string() }))
      .optional()
      .meta({
        description:
          'WWSFs whose commands over Kafka are not consumed at present. Absent if this process consumes no commands over Kafka',
      }),
  })
  .meta({
    id: 'Ready',
    examples: [
      {
        ready: true,
        state: 'working',
        closedLanes: [],
        relay: [{ lane: 6, state: 'publishing', publishedUpTo: 42, lag: 0 }],
        stoppedProjections: [],
        intake: [],
      },
    ],
  });
