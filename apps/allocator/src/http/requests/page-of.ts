/** A page of a list. */
export interface Page<Item, Id> {
  readonly items: readonly Item[];
  /** The `after` of the next page; null if nothing follows. */
  readonly next: Id | null;
}

/** The first `limit` items of a list that was read up to one item further: it shows whether a page follows. */
export function pageOf<Item, Id>(found: readonly Item[], limit: number, idOf: (item: Item) => Id): Page<Item, Id> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : idOf(last) };
}
