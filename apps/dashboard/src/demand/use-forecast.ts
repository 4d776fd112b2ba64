import type { UseQueryResult } from '@tanstack/react-query';
import type { Answers } from '../service/answers.js';
import type { ServiceError } from '../service/service-error.js';
import { useAnswer } from '../service/use-answer.js';
import { readersOf } from '../session/readers-of.js';
import { useMay } from '../session/use-may.js';
import { demandEveryMs } from './use-activity.js';

/** The forecast of a pool; never read for a role that may not. */
export function useForecast(
  poolId: string,
  isRead: boolean,
): UseQueryResult<Answers['/v1/analytics/pools/{poolId}/forecast'], ServiceError> {
  const mayForecast = useMay(...readersOf['/v1/analytics/pools/{poolId}/forecast']);
  return useAnswer('/v1/analytics/pools/{poolId}/forecast', {
    params: { poolId },
    everyMs: demandEveryMs,
    enabled: isRead && mayForecast,
  });
}
