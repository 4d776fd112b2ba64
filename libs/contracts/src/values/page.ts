import { z } from 'zod';
import { whole } from './whole.js';

/** Items of one page at most. */
export const pageItemsMax = 1_000;
const pageItemsDefault = 100;

/** How many items a page of a list has at most. */
export const pageLimit = whole(1, pageItemsMax, {
  description: 'Maximum number of items',
  examples: [100],
}).default(pageItemsDefault);

/**
 * A page of a list. Lists are ordered by a key, and the next page begins after the last key of this one: what is added or removed
 * elsewhere moves no item to another page.
 * @param item schema of an item
 * @param after schema of the parameter `after`
 */
export function page<Item extends z.ZodType, After extends z.ZodType>(item: Item, after: After) {
  return z.object({
    items: z.array(item).max(pageItemsMax),
    next: after.nullable().meta({ description: '`after` of the next page; null on the last page' }),
  });
}
