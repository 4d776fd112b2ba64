import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Answers, QueryValues } from './answers.js';
import type { ServiceError } from './service-error.js';
import { useService } from './use-service.js';

/** Paths of lists without parameters. */
type ListPath = {
  [Path in keyof Answers]: Path extends `${string}{${string}` ? never : Answers[Path] extends ListAnswer ? Path : never;
}[keyof Answers];

interface ListAnswer {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

type ItemOf<Path extends ListPath> = Answers[Path]['items'][number];

export interface WholeList<Item> {
  readonly items: readonly Item[];
  /** The list is longer than what was read. */
  readonly isCut: boolean;
}

const pageItems = 1_000;
/** A longer list is cut: no table shows as much. */
const pagesMax = 10;

/** A list that the service pages by key, with all its pages: for tables that are sorted and filtered as a whole. */
export function useWholeList<Path extends ListPath>(
  path: Path,
  { query = {}, everyMs, enabled = true }: { query?: QueryValues; everyMs?: number; enabled?: boolean } = {},
): UseQueryResult<WholeList<ItemOf<Path>>, ServiceError> {
  const service = useService();
  return useQuery<WholeList<ItemOf<Path>>, ServiceError>({
    queryKey: [path, 'whole', query],
    queryFn: async ({ signal }) => {
      const items: ItemOf<Path>[] = [];
      let after: string | undefined;
      for (let page = 0; page < pagesMax; page++) {
        const answer: ListAnswer = await service.get<ListPath>(path, {
          params: {},
          query: { ...query, after, limit: pageItems },
          signal,
        });
        items.push(...(answer.items as readonly ItemOf<Path>[]));
        if (answer.next === null) return { items, isCut: false };
        after = answer.next;
      }
      return { items, isCut: true };
    },
    refetchInterval: everyMs ?? false,
    enabled,
  });
}
