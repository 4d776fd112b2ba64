import type { PoolTerms } from '@allocator/domain';
import { identitiesPerSubjectMax, policyOf, poolVersion } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { agreementId, poolId, version } from '../values/ids.js';
import { laneNumber } from '../values/whole.js';

/** A pool as its answer shows it. */
export const poolExample = {
  agreementId: 'agreement-a',
  anonymous: 'allowed',
  repeatSubject: 'same',
  affinity: true,
  maxPerSubject: 3,
  anonymousSharePercent: 50,
  poolId: 'pool-a',
  lane: 6,
  version: 1,
};

/** `PUT /v1/pools/{poolId}` */
export const poolBody = z
  .strictObject({
    agreementId,
    anonymous: z
      .enum(['allowed', 'refused'])
      .meta({ description: 'Whether identities are assigned to anonymous subjects', examples: ['allowed'] }),
    repeatSubject: z.enum(['same', 'another', 'refuse']).meta({
      description: 'What an authenticated subject gets that already holds an identity of the pool',
      examples: ['same'],
    }),
    affinity: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether an authenticated subject gets its former identity again, even before its bound and in its quarantine',
        examples: [true],
      }),
    maxPerSubject: z
      .int()
      .min(1)
      .max(identitiesPerSubjectMax)
      .optional()
      .meta({
        description: 'How many identities one subject can hold. Released identities count until their bound',
        examples: [3],
      }),
    anonymousSharePercent: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .meta({
        description: 'How much of the pool anonymous subjects can hold together, in percent of its identities',
        examples: [50],
      }),
  })
  .meta({ id: 'Pool' });

export const poolAnswer = poolBody
  .extend({
    poolId,
    lane: laneNumber,
    version: version.meta({
      description:
        'One more with each change of the pool, of its agreement, or of the terms that follow from the profile',
    }),
  })
  .meta({ id: 'PoolAnswer', examples: [poolExample] });

export function poolBodyOf(pool: PoolTerms, lane: number): AnswerType<typeof poolAnswer> {
  return { poolId: pool.poolId, agreementId: pool.agreementId, ...policyOf(pool), lane, version: poolVersion(pool) };
}
