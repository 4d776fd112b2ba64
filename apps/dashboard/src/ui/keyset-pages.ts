/**
 * The way through a list that the service pages by key: the cursors of the pages before the shown one. A cursor is the
 * `next` of the page before; the first page has none.
 */
export interface KeysetPages {
  readonly before: readonly (string | undefined)[];
  /** `after` of the shown page. */
  readonly after: string | undefined;
}

export const firstPage: KeysetPages = { before: [], after: undefined };

export function nextPage({ before, after }: KeysetPages, next: string): KeysetPages {
  return { before: [...before, after], after: next };
}

/** The first page stays the first. */
export function previousPage({ before, after }: KeysetPages): KeysetPages {
  if (before.length === 0) return { before, after };
  return { before: before.slice(0, -1), after: before.at(-1) };
}
