import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { readPin } from '../../chain/pinned-key.js';
import { useService } from '../../service/use-service.js';
import type { ChosenKeys } from './choose-keys.js';
import { chooseKeys } from './choose-keys.js';

/** @param pins what the reader pasted */
export function useChosenKeys(pins: readonly string[]): UseQueryResult<ChosenKeys> {
  const service = useService();
  return useQuery({
    queryKey: ['checkpoint-keys', pins],
    queryFn: async ({ signal }) => {
      const { keys } = await service.get('/v1/checkpoints/keys', { params: {}, signal });
      return chooseKeys(await Promise.all(pins.map(readPin)), keys[0]);
    },
    staleTime: Infinity,
  });
}
