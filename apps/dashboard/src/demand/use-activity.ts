import type { UseQueryResult } from '@tanstack/react-query';
import type { Answers } from '../service/answers.js';
import type { ServiceError } from '../service/service-error.js';
import { useAnswer } from '../service/use-answer.js';

/** The projector counts by the minute. */
export const demandEveryMs = 30_000;

/** The last hour of a pool, by the minute. */
export function useActivity(
  poolId: string,
  isRead: boolean,
): UseQueryResult<Answers['/v1/pools/{poolId}/activity'], ServiceError> {
  return useAnswer('/v1/pools/{poolId}/activity', { params: { poolId }, everyMs: demandEveryMs, enabled: isRead });
}
