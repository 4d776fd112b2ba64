import { z } from 'zod';
import { anyCount } from '../values/ids.js';
import { importCodesDescription } from './import-codes.js';

/** Rejected rows that the answer lists; of further ones it gives the number. */
export const rejectedListedMax = 10_000;
/** A detail quotes a part of the row. */
const rejectedDetailCharsMax = 100_000;

const example = {
  received: 3,
  imported: 1,
  alreadyPresent: 1,
  rejected: [
    {
      row: 3,
      code: 'no-impu',
      detail: 'a subscription without an IMPU cannot be reached: add at least one SIP or tel URI',
    },
  ],
};

/** `POST /v1/pools/{poolId}/identities` */
export const importAnswer = z
  .object({
    received: anyCount,
    imported: anyCount,
    alreadyPresent: anyCount,
    rejected: z
      .array(
        z.object({
          row: anyCount,
          code: z.string().max(100).meta({ description: importCodesDescription }),
          detail: z
            .string()
            .max(rejectedDetailCharsMax)
            .meta({ description: 'For people: what is wrong and what to write instead' }),
        }),
      )
      .max(rejectedListedMax),
    rejectedNotListed: anyCount.optional(),
  })
  .meta({ id: 'ImportAnswer', examples: [example] });
