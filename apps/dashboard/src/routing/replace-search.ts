import { hrefTo, readHash } from './hash-location.js';

/** Changes values of the query of the current page; undefined removes one. Without a new entry in the browser's history. */
export function replaceSearch(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, search } = readHash(location.hash);
  location.replace(hrefTo(path, { ...Object.fromEntries(search), ...changes }));
}
