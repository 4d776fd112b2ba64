import { z } from 'zod';
import { generationCount, impi, operatorId, sentInstant } from '../values/ids.js';

const contactsMax = 1_000;

/** `POST /v1/indications` */
export const indicationBody = z
  .strictObject({
    operatorId,
    impi,
    generation: generationCount.meta({
      description: 'Generation of the assignment that the indication is about',
      examples: [1],
    }),
    tokenRefused: z.boolean().meta({
      description:
        'True if every node of the eP-CSCF refuses, from now on, every token of this generation numbered 1 to `tokenSequence`',
      examples: [true],
    }),
    tokenSequence: generationCount
      .min(1)
      .optional()
      .meta({
        description:
          'The newest refused token. All earlier ones are refused too: n means tokens 1 to n. Absent is accepted only if the assignment has had one token',
        examples: [1],
      }),
    contactsRemaining: z
      .int()
      .min(0)
      .max(contactsMax)
      .optional()
      .meta({
        description:
          'Contacts still registered under the identity. While there are any, the indication is ignored. Absent means none',
        examples: [0],
      }),
    indicatedAt: sentInstant.optional().meta({
      description:
        'When the eP-CSCF looked. Without a refusal it is proof only from the end of the last token plus the guard on. ' +
        'The indication is ignored if this is before the assignment, or further in the future than clocks can differ',
    }),
  })
  .meta({ id: 'Indication' });
