import type { PoolTerms } from '@allocator/domain';
import { z } from 'zod';
import { availabilityAnswer, availabilityExample } from '../identities/availability-answer.js';
import type { AnswerType } from '../values/answer-type.js';
import { agreementId, anyCount, operatorId, poolId, wwsfId } from '../values/ids.js';
import { page, pageLimit } from '../values/page.js';
import { poolAnswer, poolBodyOf, poolExample } from './pool-body.js';

/** `GET /v1/pools` */
export const poolsQuery = z.strictObject({
  agreementId: agreementId
    .optional()
    .meta({ description: 'Only pools under this agreement', examples: ['agreement-a'] }),
  operatorId: operatorId.optional().meta({ description: 'Only pools of this operator', examples: ['op-a'] }),
  wwsfId: wwsfId.optional().meta({ description: 'Only pools of this WWSF', examples: ['wwsf-a'] }),
  after: poolId.optional().meta({ description: 'Id after which the page begins', examples: ['pool-a'] }),
  demand: z
    .enum(['false', 'true'])
    .meta({ description: 'Whether each pool has its `demand` of the last hour' })
    .transform((text) => text === 'true')
    .default(false),
  limit: pageLimit,
});

const demand = z
  .object({
    assigned: anyCount,
    refused: anyCount,
    secondsToExhaustion: anyCount.nullable().optional().meta({
      description:
        'Until nothing is assignable at the rate of this hour; null if the pool does not shrink. Absent if the caller may not read the forecast of the pool',
    }),
  })
  .meta({
    id: 'PoolDemand',
    description: 'Of the last hour, as far as the read models are. Present with `demand=true`',
  });

const poolItem = poolAnswer
  .extend({ operatorId, wwsfId, availability: availabilityAnswer, demand: demand.optional() })
  .meta({ id: 'PoolItem' });

export const poolsAnswer = page(poolItem, poolId).meta({
  id: 'Pools',
  examples: [
    {
      items: [{ ...poolExample, operatorId: 'op-a', wwsfId: 'wwsf-a', availability: availabilityExample }],
      next: null,
    },
  ],
});

/** @param demandOfPool undefined if it was not requested */
export function poolItemOf(
  pool: PoolTerms,
  availability: AnswerType<typeof availabilityAnswer>,
  demandOfPool: AnswerType<typeof demand> | undefined,
): AnswerType<typeof poolItem> {
  const { operatorId: operator, wwsfId: wwsf } = pool;
  return {
    ...poolBodyOf(pool, availability.lane),
    operatorId: operator,
    wwsfId: wwsf,
    availability,
    ...(demandOfPool === undefined ? {} : { demand: demandOfPool }),
  };
}
