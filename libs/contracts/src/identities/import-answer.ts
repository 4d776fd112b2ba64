import { z } from 'zod';
import { importCodesDescription } from './import-codes.js';

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
    received: z.int(),
    imported: z.int(),
    alreadyPresent: z.int(),
    rejected: z.array(
      z.object({
        row: z.int(),
        code: z.string().meta({ description: importCodesDescription }),
        detail: z.string().meta({ description: 'For people: what is wrong and what to write instead' }),
      }),
    ),
    rejectedNotListed: z.int().optional(),
  })
  .meta({ id: 'ImportAnswer', examples: [example] });
