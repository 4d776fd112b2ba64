import { z } from 'zod';
import { agreementId, operatorId, poolId, positiveSeconds, seconds, wwsfId } from './ids.js';

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
  })
  .meta({ id: 'OperatorProfile' });

export const operatorAnswer = operatorBody
  .extend({
    operatorId,
    version: z.int().min(1),
    guardSeconds: seconds.meta({ description: 'G = tokenLeeway + 2 * clockSkew + inFlight + purgeDelay' }),
  })
  .meta({ id: 'OperatorProfileAnswer' });

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
  .extend({ agreementId, version: z.int().min(1), tokenLifetimeSeconds: seconds })
  .meta({ id: 'AgreementAnswer' });

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
  })
  .meta({ id: 'Pool' });

export const poolAnswer = poolBody.extend({ poolId, lane: z.int().min(0) }).meta({ id: 'PoolAnswer' });
