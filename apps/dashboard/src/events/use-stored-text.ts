import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useService } from '../service/use-service.js';
import type { ReceivedEvent } from './event-document.js';

/** The text of an event's document as it is stored. An event never changes: it is read once. */
export function useStoredText({ lane, position }: ReceivedEvent, known: string | undefined): UseQueryResult<string> {
  const service = useService();
  return useQuery({
    queryKey: ['event', lane, position],
    queryFn: async ({ signal }) => {
      for await (const line of service.stream(`/v1/events?lane=${lane}&after=${position - 1}&limit=1`, signal))
        return line;
      throw new Error('The service does not return this event.');
    },
    ...(known === undefined ? {} : { initialData: known }),
    staleTime: Infinity,
  });
}
