import { checkpointKeysExample, checkpointsExample, lanesExample } from '../values/example-lease.js';
import { lanesMax, positionAfter, whole } from '../values/whole.js';

import { z } from 'zod';
import type { Lane } from '@allocator/domain';

const checkpointsMax = 10_000;
const checkpointsDefault = 1_000;

/** `GET /v1/checkpoints` */
export const checkpointsQuery = z.strictObject({
  lane: whole(0, lanesMax - 1, { description: 'Lane, from 0', examples: [6] }).transform((lane) => lane as Lane),
  after: positionAfter,
  limit: whole(1, checkpointsMax, { description: 'How many at most', examples: [100] }).default(checkpointsDefault),
});

const hashHex = z.string().regex(/^[0-9a-f]{64}$/);

/** `GET /v1/lanes` */
export const lanesAnswer = z
  .object({
    lanes: z.array(
      z.object({
        lane: z.int().min(0),
        position: z.int().min(0).meta({ description: 'Of the last event; 0 where there is none' }),
        hash: hashHex.meta({ description: 'SHA-256 of its document; 64 zeros where there is none' }),
      }),
    ),
  })
  .meta({ id: 'Lanes', examples: [lanesExample] });

export const checkpointsAnswer = z
  .object({
    checkpoints: z.array(
      z.object({
        lane: z.int().min(0),
        position: z.int().min(1),
        jws: z.string().meta({ description: 'Compact serialisation' }),
      }),
    ),
    next: z.int().nullable().meta({ description: 'The `after` of the next page; null where there is none' }),
  })
  .meta({ id: 'Checkpoints', examples: [checkpointsExample] });

export const checkpointKeysAnswer = z
  .object({
    keys: z.array(z.looseObject({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() })).max(1),
  })
  .meta({ id: 'CheckpointKeys', examples: [checkpointKeysExample] });
