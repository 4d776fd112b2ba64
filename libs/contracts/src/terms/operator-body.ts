import { agreementExample, feasibilityExample, operatorExample, poolExample } from '../values/example-lease.js';
import {
  agreementId,
  instant,
  operatorId,
  poolId,
  positiveSeconds,
  seconds,
  sumOfSeconds,
  wwsfId,
} from '../values/ids.js';

import {
  minRegistrationSecondsDefault,
  numberPrefixPattern,
  realmPattern,
  identitiesPerSubjectMax,
} from '@allocator/domain';
import { z } from 'zod';

/** Maximum of one operator: each row of an import is compared with the declared names of all operators. */
const realmsMax = 32;
const numberPrefixesMax = 128;
const realmCharsMax = 253;

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
  .regex(numberPrefixPattern, 'is + and 1 to 15 digits, the first not 0')
  .meta({ examples: ['+4930'] });

/** Sorted and without duplicates: the order has no meaning, and equal sets must be equal terms. */
function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

const realmsMeta = {
  description:
    "Domains of the operator's identities (IMPIs and SIP URIs), each with its sub-domains: none outside of them is imported, and no " +
    'other operator imports one inside. Absent: no such limit, and no such protection',
};
const numberPrefixesMeta = {
  description: 'The same for telephone numbers (tel URIs, and SIP URIs with user=phone): prefixes of E.164 numbers',
};

/** `PUT /v1/operators/{operatorId}` */
export const operatorBody = z
  .strictObject({
    maxRegistrationSeconds: positiveSeconds.meta({
      description: 'R_max: the longest registration the IMS grants to anyone',
      examples: [600],
    }),
    registrationModel: z.enum(['capped-by-token', 'outlives-token']).meta({
      description: 'Whether a registration can outlive the token it was made with',
      examples: ['outlives-token'],
    }),
    minRegistrationSeconds: seconds.default(minRegistrationSecondsDefault).meta({
      description:
        "The registrar's minimum, to which it raises a shorter Expires (RFC 3261 clause 10.3): with `capped-by-token` a " +
        'registration can outlive its token by as much. 0 where such a REGISTER is refused',
      examples: [60],
    }),
    guard: z
      .strictObject({
        tokenLeewaySeconds: seconds.meta({
          description: 'How long after exp the eP-CSCF still takes a token',
          examples: [60],
        }),
        clockSkewSeconds: seconds.meta({ description: 'Bound between any clock and true time', examples: [5] }),
        inFlightSeconds: seconds.meta({
          description: 'How long a REGISTER can be under way (Timer F)',
          examples: [128],
        }),
        purgeDelaySeconds: seconds.meta({
          description: 'How late the registrar removes a lapsed binding',
          examples: [120],
        }),
      })
      .meta({ description: 'What can still be on its way when a token expires' }),
    indications: z
      .enum(['ignored', 'accepted'])
      .meta({ description: 'Whether eP-CSCF indications count', examples: ['accepted'] }),
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

const operatorWarning = z
  .object({
    code: z.enum(['clock-skew-below-tolerance', 'names-outside', 'names-held-by-others', 'names-not-compared']),
    detail: z.string(),
  })
  .meta({ id: 'OperatorWarning' });

export const operatorAnswer = operatorBody
  .extend({
    minRegistrationSeconds: seconds,
    realms: z.array(z.string()).optional().meta(realmsMeta),
    numberPrefixes: z.array(z.string()).optional().meta(numberPrefixesMeta),
    operatorId,
    version: z.int().min(1),
    guardSeconds: sumOfSeconds.meta({ description: 'G = tokenLeeway + 2 * clockSkew + inFlight + purgeDelay' }),
    warnings: z.array(operatorWarning).meta({ description: 'The terms are in force; check them once more' }),
  })
  .meta({ id: 'OperatorProfileAnswer' });

/** An identity that was lent on before its terms were raised. */
const exposure = z.object({
  poolId,
  impi: z.string(),
  assignmentId: z.string().meta({ description: 'Of the holder of now' }),
  assignedAt: instant,
  formerAssignmentId: z.string(),
  exposedUntil: instant.meta({
    description: 'Until here the former holder could still be registered, by the new terms',
  }),
});

/** `PUT /v1/operators/{operatorId}` -> the profile, which agreements no longer fit it, and what it came too late for. */
export const operatorSetAnswer = operatorAnswer
  .extend({
    infeasibleAgreements: z.array(agreementId).meta({
      description:
        'Agreements that leave no usable token under the profile: they assign and prolong nothing until they are changed',
      examples: [[]],
    }),
    exposures: z
      .array(exposure)
      .optional()
      .meta({ description: 'Identities that had been lent on before the terms were raised; only where there are any' }),
    exposuresNotListed: z.int().min(0).optional(),
  })
  .meta({ id: 'OperatorProfileSetAnswer', examples: [operatorExample] });

/** `GET /v1/operators/{operatorId}/feasibility` */
export const feasibilityAnswer = operatorAnswer
  .omit({ indications: true, realms: true, numberPrefixes: true })
  .extend({
    fitsAll: z.boolean().meta({ description: 'Whether the one R_max leaves every agreement a usable token' }),
    statement: z.string().meta({ examples: ['One R_max of 600 s fits all agreements (2)'] }),
    agreements: z.array(
      z.object({
        agreementId,
        wwsfId,
        version: z.int().min(1),
        status: z.enum(['active', 'suspended']),
        securityLifetimeSeconds: positiveSeconds,
        quarantineSeconds: seconds,
        minTokenLifetimeSeconds: seconds,
        tokenLifetimeSeconds: z.int().meta({ description: 'What the security lifetime leaves the token' }),
        outlivingSeconds: seconds.meta({
          description:
            "How long a registration can outlive its token: R_max, or the registrar's minimum where the token caps it",
        }),
        guardSeconds: sumOfSeconds,
        minimumSecurityLifetimeSeconds: sumOfSeconds,
        largestMaxRegistrationSeconds: z
          .int()
          .nullable()
          .meta({ description: 'The longest R_max that would fit; null where the token caps registrations' }),
        fits: z.boolean(),
        arithmetic: z.string().meta({ examples: ['L - R - G = 3600 - 600 - 318 = 2682'] }),
      }),
    ),
  })
  .meta({ id: 'Feasibility', examples: [feasibilityExample] });

/** `PUT /v1/agreements/{agreementId}` */
export const agreementBody = z
  .strictObject({
    operatorId,
    wwsfId,
    securityLifetimeSeconds: positiveSeconds.meta({
      description: 'L: how long an identity belongs to one holder',
      examples: [3600],
    }),
    quarantineSeconds: seconds.meta({
      description: 'Idle time after L before another holder may have it',
      examples: [60],
    }),
    minTokenLifetimeSeconds: seconds.meta({ description: 'A token that lives shorter is of no use', examples: [60] }),
    status: z.enum(['active', 'suspended']).meta({ examples: ['active'] }),
  })
  .meta({ id: 'Agreement' });

export const agreementAnswer = agreementBody
  .extend({
    agreementId,
    version: z.int().min(1),
    tokenLifetimeSeconds: seconds.meta({ description: 'What the security lifetime leaves the token; 0 where nothing' }),
    feasible: z.boolean().meta({ description: 'Whether that is a usable token; without one nothing is assigned' }),
  })
  .meta({ id: 'AgreementAnswer', examples: [agreementExample] });

/** `PUT /v1/pools/{poolId}` */
export const poolBody = z
  .strictObject({
    agreementId,
    anonymous: z
      .enum(['allowed', 'refused'])
      .meta({ description: 'Whether anonymous users are lent identities', examples: ['allowed'] }),
    repeatSubject: z
      .enum(['same', 'another', 'refuse'])
      .meta({ description: 'What a subject gets who already holds an identity of the pool', examples: ['same'] }),
    affinity: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether an authenticated subject gets its former identity back, even before its bound and in its quarantine',
        examples: [true],
      }),
    maxPerSubject: z
      .int()
      .min(1)
      .max(identitiesPerSubjectMax)
      .optional()
      .meta({
        description: 'How many identities one subject may hold, released ones whose bound is to come included',
        examples: [3],
      }),
    anonymousSharePercent: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .meta({
        description: 'How much of the pool anonymous subjects may hold together, in percent of its identities',
        examples: [50],
      }),
  })
  .meta({ id: 'Pool' });

export const poolAnswer = poolBody
  .extend({ poolId, lane: z.int().min(0) })
  .meta({ id: 'PoolAnswer', examples: [poolExample] });
