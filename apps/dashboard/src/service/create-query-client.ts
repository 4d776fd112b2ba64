import { QueryClient } from '@tanstack/react-query';
import { ServiceError } from './service-error.js';

/** An answer is shown again without a new request for this long. */
const freshMs = 2_000;
const retriesMax = 2;

/** Reads are retried where the same call may succeed; a refusal is shown immediately. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: freshMs,
        refetchIntervalInBackground: false,
        retry: (failures, error) => failures < retriesMax && error instanceof ServiceError && error.isTemporary,
      },
    },
  });
}
