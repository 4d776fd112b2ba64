import { z } from 'zod';
import { anyCount, sentence } from '../values/ids.js';
import { laneNumber, lanePosition, lanesMax } from '../values/whole.js';
import { intakeFailureStates } from './intake-failure-states.js';

/** `GET /health/live` */
export const liveAnswer = z.object({ live: z.literal(true) }).meta({ id: 'Live', examples: [{ live: true }] });

/** `GET /health/ready`. Members are absent while the process has not started the part that they describe. */
export const readyAnswer = z
  .object({
    ready: z.boolean(),
    state: z.enum(['starting', 'working', 'stopping']),
    database: sentence.optional().meta({ description: 'Only if it does not answer, is read-only, or is refused' }),
    closedLanes: z
      .array(z.object({ lane: laneNumber, reason: sentence }))
      .max(lanesMax)
      .optional(),
    relay: z
      .array(
        z.object({
          lane: laneNumber,
          state: z.enum(['publishing', 'standby', 'failing', 'halted']),
          publishedUpTo: lanePosition.optional(),
          lag: lanePosition.optional().meta({ description: 'Events that are not published yet' }),
          reason: sentence
            .optional()
            .meta({ description: 'What an operator must change, if the lane fails because of its topic' }),
        }),
      )
      .max(lanesMax)
      .optional(),
    stoppedProjections: z.array(laneNumber).max(lanesMax).optional(),
    intake: z
      .array(z.object({ state: z.enum(intakeFailureStates), wwsfs: anyCount }))
      .max(intakeFailureStates.length)
      .optional()
      .meta({
        description:
          "How many WWSFs' commands over Kafka are not consumed at present, by state. `GET /v1/health` names them. Absent if this process consumes no commands over Kafka",
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
