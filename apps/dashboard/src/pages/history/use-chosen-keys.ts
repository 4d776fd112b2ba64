import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ChosenKeys } from '../../chain/choose-keys.js';
import { chooseKeys } from '../../chain/choose-keys.js';
import type { PinnedKey } from '../../chain/pinned-key.js';
import { useService } from '../../service/use-service.js';

/** The keys that signatures are checked with, where these are pinned. */
export function useChosenKeys(pins: readonly PinnedKey[]): UseQueryResult<ChosenKeys> {
  const service = useService();
  return useQuery({
    queryKey: ['checkpoint-keys', pins],
    queryFn: async ({ signal }) => {
      const { keys } = await service.get('/v1/checkpoints/keys', { params: {}, signal });
      return chooseKeys(pins, keys[0]);
    },
    staleTime: Infinity,
  });
}
