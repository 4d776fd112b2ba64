import { minRegistrationSecondsDefault, numberPrefixPattern, realmPattern } from '@allocator/domain';
import { z } from 'zod';
import { positiveSeconds, seconds } from '../values/ids.js';

/** Realms of one operator at most: each row of an import is compared with the declared names of all operators. */
export const realmsMax = 32;
export const numberPrefixesMax = 128;
export const realmCharsMax = 253;
/** A plus sign and 15 digits (E.164). */
export const numberPrefixCharsMax = 16;

const realm = z
  .string()
  .max(realmCharsMax)
  .regex(
    realmPattern,
    'is a domain of two labels or more: write letters, digits and hyphens, international labels as A-labels (xn--...)',
  )
  .meta({ examples: ['op-a.example'] })
  .transform((text) => text.toLowerCase());
const numberPrefix = z
  .string()
  .max(numberPrefixCharsMax)
  .regex(numberPrefixPattern, 'is + and 1 to 15 digits, the first not 0')
  .meta({ examples: ['+4930'] });

/** Sorted and without duplicates: the order has no meaning, and equal sets must be equal terms. */
function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

export const realmsMeta = {
  description:
    "Domains of the operator's identities (IMPIs and SIP URIs), each with its sub-domains. The operator cannot import names outside them, " +
    'and no other operator can import names inside them. Absent: no limit and no protection',
};
export const numberPrefixesMeta = {
  description: 'The same for telephone numbers (tel URIs, and SIP URIs with user=phone): prefixes of E.164 numbers',
};

/** `PUT /v1/operators/{operatorId}` */
export const operatorBody = z
  .strictObject({
    maxRegistrationSeconds: positiveSeconds.meta({
      description: 'R_max: the longest registration that the IMS grants',
      examples: [600],
    }),
    registrationModel: z.enum(['capped-by-token', 'outlives-token']).meta({
      description: 'Whether a registration can outlive its token',
      examples: ['outlives-token'],
    }),
    minRegistrationSeconds: seconds.default(minRegistrationSecondsDefault).meta({
      description:
        "The registrar's minimum, to which it raises a shorter Expires (RFC 3261 clause 10.3): with `capped-by-token` a " +
        'registration can outlive its token by as much. 0 if such a REGISTER is refused',
      examples: [60],
    }),
    guard: z
      .strictObject({
        tokenLeewaySeconds: seconds.meta({
          description: 'How long after exp the eP-CSCF still accepts a token',
          examples: [60],
        }),
        clockSkewSeconds: seconds.meta({
          description: 'Maximum difference between any clock and true time',
          examples: [5],
        }),
        inFlightSeconds: seconds.meta({
          description: 'How long a REGISTER can be in flight (Timer F)',
          examples: [128],
        }),
        purgeDelaySeconds: seconds.meta({
          description: 'How late the registrar removes an expired binding',
          examples: [120],
        }),
      })
      .meta({ description: 'Delays after the end of a token' }),
    indications: z
      .enum(['ignored', 'accepted'])
      .meta({ description: 'Whether indications of the eP-CSCF have an effect', examples: ['accepted'] }),
    realms: z.array(realm).min(1).max(realmsMax).transform(sortedSet).optional().meta(realmsMeta),
    numberPrefixes: z
      .array(numberPrefix)
      .min(1)
      .max(numberPrefixesMax)
      .transform(sortedSet)
      .optional()
      .meta(numberPrefixesMeta),
  })
  .meta({ id: 'OperatorProfile' });
