import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { readPin } from '../../chain/pinned-key.js';
import { useService } from '../../service/use-service.js';
import type { ChosenKey } from './choose-key.js';
import { chooseKey } from './choose-key.js';

/** @param pin what the reader pasted; null: nothing */
export function useChosenKey(pin: string | null): UseQueryResult<ChosenKey> {
  const service = useService();
  return useQuery({
    queryKey: ['checkpoint-key', pin],
    queryFn: async ({ signal }) => {
      const { keys } = await service.get('/v1/checkpoints/keys', { params: {}, signal });
      return chooseKey(pin === null ? null : await readPin(pin), keys[0]);
    },
    staleTime: Infinity,
  });
}
