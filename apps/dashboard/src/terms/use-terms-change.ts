import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServiceError } from '../service/service-error.js';
import { useService } from '../service/use-service.js';
import { isVersioned } from '../service/use-versioned.js';
import { isEarlierChange } from './change-error.js';

interface TermsChange<Body> {
  readonly body: Body;
  /** The version that the change was made from. */
  readonly etag: string | null;
}

/**
 * Sets terms, and reads again what depends on them. Refused with `precondition-failed` if they have changed since they were read: then
 * they are read again too.
 */
export function useTermsChange<Body, Answer>(path: string): UseMutationResult<Answer, ServiceError, TermsChange<Body>> {
  const service = useService();
  const queries = useQueryClient();
  return useMutation<Answer, ServiceError, TermsChange<Body>>({
    mutationFn: ({ body, etag }) => service.send('PUT', path, { body, ...(etag === null ? {} : { ifMatch: etag }) }),
    onSuccess: () => {
      // The dialog does not wait for it.
      void queries.invalidateQueries();
    },
    onError: async (error) => {
      if (!isEarlierChange(error)) return;
      // The change stays in progress until the terms in force are shown; all else is read again meanwhile.
      void queries.invalidateQueries({ predicate: (query) => !isVersioned(query.queryKey) });
      await queries.invalidateQueries({ predicate: (query) => isVersioned(query.queryKey) });
    },
  });
}
