import { type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Answers, ParamsOf, ReadPath } from './answers.js';
import type { Versioned } from './service-client.js';
import type { ServiceError } from './service-error.js';
import { useService } from './use-service.js';

const versioned = 'versioned';

/** Whether the query is one of `useVersioned`. */
export function isVersioned([, kind]: QueryKey): boolean {
  return kind === versioned;
}

/**
 * What is about to be changed, with its version. It is read once and stays as it was read while it is edited, until a change of it is
 * made or refused: a change is refused if another one came first.
 */
export function useVersioned<Path extends ReadPath>(
  path: Path,
  params: ParamsOf<Path>,
): UseQueryResult<Versioned<Answers[Path]>, ServiceError> {
  const service = useService();
  return useQuery<Versioned<Answers[Path]>, ServiceError>({
    queryKey: [path, versioned, params],
    queryFn: ({ signal }) => service.getVersioned(path, { params, signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  });
}
