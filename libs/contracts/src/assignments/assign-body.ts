import { z } from 'zod';
import { commandId } from '../values/ids.js';
import { subject } from './subject.js';

/** Commands of one batch at most. */
export const batchCommandsMax = 1_000;

/** `POST /v1/pools/{poolId}/assignments` */
export const assignBody = z.strictObject({ subject }).meta({ id: 'Assign' });

/** `POST /v1/pools/{poolId}/assignment-batches` */
export const assignBatchBody = z
  .strictObject({
    commands: z.array(z.strictObject({ commandId, subject })).max(batchCommandsMax),
  })
  .meta({ id: 'AssignBatch' });

/** Release and prolong need only the path and the idempotency key. */
export const emptyBody = z.strictObject({}).nullish();
