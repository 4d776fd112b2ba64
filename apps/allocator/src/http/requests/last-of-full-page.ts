/** The last item of a full page: the next page starts after it. Undefined if the page is not full: no more items follow. */
export function lastOfFullPage<T>(page: readonly T[], limit: number): T | undefined {
  return page.length === limit ? page.at(-1) : undefined;
}
