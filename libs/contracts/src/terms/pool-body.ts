import type { Lane, PoolTerms } from '@allocator/domain';
import { identitiesPerSubjectMax, policyOf } from '@allocator/domain';
import { z } from 'zod';
import type { AnswerType } from '../values/answer-type.js';
import { agreementId, poolId } from '../values/ids.js';

const example = {
  agreementId: 'agreement-a',
  anonymous: 'allowed',
  repeatSubject: 'same',
  affinity: true,
  maxPerSubject: 3,
  anonymousSharePercent: 50,
  poolId: 'pool-a',
  lane: 6,
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
  .extend({ poolId, lane: z.int().min(0) })
  .meta({ id: 'PoolAnswer', examples: [example] });

export function poolBodyOf(pool: PoolTerms, lane: Lane): AnswerType<typeof poolAnswer> {
  return { poolId: pool.poolId, agreementId: pool.agreementId, ...policyOf(pool), lane };
}
