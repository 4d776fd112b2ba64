import { z } from 'zod';
import { assignedEventExample } from '../events/assigned-event-example.js';

const hashHex = z.string().regex(/^[0-9a-f]{64}$/);
const example = { lanes: [{ lane: 6, position: 42, hash: assignedEventExample.previous }] };

/** `GET /v1/lanes` */
export const lanesAnswer = z
  .object({
    lanes: z.array(
      z.object({
        lane: z.int().min(0),
        position: z.int().min(0).meta({ description: 'Of the last event; 0 if there is none' }),
        hash: hashHex.meta({ description: 'SHA-256 of its document; 64 zeros if there is none' }),
      }),
    ),
  })
  .meta({ id: 'Lanes', examples: [example] });
