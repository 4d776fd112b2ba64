import { type UseQueryResult, hashKey, useQuery } from '@tanstack/react-query';
import type { Answers, ParamsOf, QueryValues, ReadPath } from './answers.js';
import type { ServiceError } from './service-error.js';
import { useService } from './use-service.js';

type ReadOf<Path extends string> = {
  readonly query?: QueryValues;
  /** Read again at this interval, while the page is visible. */
  readonly everyMs?: number;
  /** False: not read (yet). */
  readonly enabled?: boolean;
} & (unknown extends ParamsOf<Path> ? { readonly params?: undefined } : { readonly params: ParamsOf<Path> });

/**
 * What the service answers to a GET, kept up to date. While another page of the same list is loaded, the shown one stays
 * (`isPlaceholderData`), so that nothing jumps.
 */
export function useAnswer<Path extends ReadPath>(
  path: Path,
  ...[read]: unknown extends ParamsOf<Path> ? [ReadOf<Path>?] : [ReadOf<Path>]
): UseQueryResult<Answers[Path], ServiceError> {
  const service = useService();
  const { query = {}, everyMs, enabled = true } = read ?? {};
  const params = (read?.params ?? {}) as ParamsOf<Path>;
  return useQuery<Answers[Path], ServiceError>({
    queryKey: [path, params, query],
    queryFn: ({ signal }) => service.get(path, { params, query, signal }),
    refetchInterval: everyMs ?? false,
    placeholderData: (shown, from) => (hashKey([from?.queryKey[1]]) === hashKey([params]) ? shown : undefined),
    enabled,
  });
}
