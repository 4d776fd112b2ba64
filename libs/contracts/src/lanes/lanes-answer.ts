import { z } from 'zod';
import { assignedEventExample } from '../events/assigned-event-example.js';
import { laneNumber, lanePosition, lanesMax } from '../values/whole.js';

const hashHex = z
  .string()
  .length(64)
  .regex(/^[0-9a-f]{64}$/);
const example = { lanes: [{ lane: 6, position: 42, hash: assignedEventExample.previous }] };

/** `GET /v1/lanes` */
export const lanesAnswer = z
  .object({
    lanes: z
      .array(
        z.object({
          lane: laneNumber,
          position: lanePosition.meta({ description: 'Of the last event; 0 if there is none' }),
          hash: hashHex.meta({ description: 'SHA-256 of its document; 64 zeros if there is none' }),
        }),
      )
      .max(lanesMax),
  })
  .meta({ id: 'Lanes', examples: [example] });
