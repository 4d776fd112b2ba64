import { z } from 'zod';
import { storableText } from '../values/storable-text.js';

/** Maximum length of a WWSF's reference to its user or session: it is a key, not a document. */
export const referenceCharsMax = 256;

const reference = storableText(1, referenceCharsMax);

export const subject = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('authenticated'),
      ref: reference.meta({
        description: "The WWSF's own reference to its user; never enters an event",
        examples: ['user-4711'],
      }),
    }),
    z.strictObject({
      kind: z.literal('anonymous'),
      session: reference.meta({
        description: "The WWSF's own reference to the session; never enters an event",
        examples: ['session-0815'],
      }),
    }),
  ])
  .meta({ id: 'Subject' });
