import type { Lane } from '@allocator/domain';
import { z } from 'zod';
import { laneNumber, lanePosition, lanesMax, positionAfter, whole } from '../values/whole.js';

const checkpointsMax = 10_000;
const checkpointsDefault = 1_000;

/** `GET /v1/checkpoints` */
export const checkpointsQuery = z.strictObject({
  lane: whole(0, lanesMax - 1, { description: 'Lane, from 0', examples: [6] }).transform((lane) => lane as Lane),
  after: positionAfter,
  limit: whole(1, checkpointsMax, { description: 'Maximum number of checkpoints', examples: [100] }).default(
    checkpointsDefault,
  ),
});

const keyText = z.string().max(256);

/** Its key does not exist. */
const jwsExample =
  'eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoia1B2QSIsInR5cCI6ImNoZWNrcG9pbnQifQ.eyJsYW5lIjo2LCJwb3NpdGlvbiI6NDJ9.c2lnbmF0dXJl';
const checkpointsExample = { checkpoints: [{ lane: 6, position: 42, jws: jwsExample }], next: null };
const checkpointKeysExample = {
  keys: [
    {
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'Ed25519',
      use: 'sig',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    },
  ],
};

export const checkpointsAnswer = z
  .object({
    checkpoints: z
      .array(
        z.object({
          lane: laneNumber,
          position: lanePosition.min(1),
          jws: z.string().max(4_096).meta({ description: 'JWS in compact serialisation' }),
        }),
      )
      .max(checkpointsMax),
    next: lanePosition.nullable().meta({ description: '`after` of the next page; null on the last page' }),
  })
  .meta({ id: 'Checkpoints', examples: [checkpointsExample] });

export const checkpointKeysAnswer = z
  .object({
    keys: z.array(z.looseObject({ kty: keyText, crv: keyText, x: keyText, kid: keyText })).max(1),
  })
  .meta({ id: 'CheckpointKeys', examples: [checkpointKeysExample] });
