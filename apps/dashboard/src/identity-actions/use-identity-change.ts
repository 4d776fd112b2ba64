import type { IdentityAnswer } from '@allocator/contracts';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ServiceError } from '../service/service-error.js';
import { servicePath } from '../service/service-path.js';
import { useService } from '../service/use-service.js';
import type { IdentityAction } from './identity-action.js';

interface IdentityChange {
  readonly action: IdentityAction;
  readonly body: unknown;
}

/** Sends a change of an identity, and reads again what shows the pool's identities. A retry gets the first answer. */
export function useIdentityChange({
  poolId,
  impi,
}: IdentityAnswer): UseMutationResult<IdentityAnswer, ServiceError, IdentityChange> {
  const service = useService();
  const queries = useQueryClient();
  const keys = useRef(new Map<string, string>());
  return useMutation<IdentityAnswer, ServiceError, IdentityChange>({
    mutationFn: ({ action, body }) => {
      const path = servicePath('/v1/pools/{poolId}/identities/{impi}', { poolId, impi });
      return service.send('POST', `${path}/${action}`, {
        body,
        idempotencyKey: keyOf(keys.current, JSON.stringify([action, body])),
      });
    },
    onSuccess: () => {
      // The dialog does not wait for it.
      void queries.invalidateQueries();
    },
  });
}

/** The same command has the same id: a refused one that is changed is another one. */
function keyOf(keys: Map<string, string>, command: string): string {
  const known = keys.get(command) ?? crypto.randomUUID();
  keys.set(command, known);
  return known;
}
