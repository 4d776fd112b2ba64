import { pageItemsMax } from '@allocator/contracts';
import { z } from 'zod';
import type { ServiceClient } from '../service/service-client.js';
import { type Item, item } from './item-of.js';

/** A page of any list. */
const page = z.looseObject({ items: z.array(item), next: z.string().nullable() });

export interface ListRequest {
  readonly path: string;
  /** Undefined values are left out. */
  readonly filters: Readonly<Record<string, string | undefined>>;
  readonly after: string | undefined;
  /** Largest number of items in all pages. */
  readonly limit: number;
}

export interface Page {
  readonly items: readonly Item[];
  /** Where the list continues; null at its end. */
  readonly next: string | null;
}

/** The pages of a list, each requested when the one before has been consumed. */
export async function* listPages(service: ServiceClient, request: ListRequest): AsyncGenerator<Page> {
  const { path, filters, limit } = request;
  let left = limit;
  for (let after = request.after ?? null; ;) {
    const query = new URLSearchParams({ limit: String(Math.min(left, pageItemsMax)) });
    for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value);
    if (after !== null) query.set('after', after);
    const { items, next } = page.parse(await service.get(`${path}?${query.toString()}`));
    left -= items.length;
    yield { items, next };
    if (next === null || left <= 0) return;
    after = next;
  }
}
