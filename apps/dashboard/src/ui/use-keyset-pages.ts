import { useState } from 'react';
import { type KeysetPages, firstPage, nextPage, previousPage } from './keyset-pages.js';

export interface KeysetPaging {
  readonly pages: KeysetPages;
  readonly toNext: (next: string) => void;
  readonly toPrevious: () => void;
}

/**
 * The shown page of a list that the service pages by key.
 * @param list what identifies the list, filters included: another one starts at its first page
 */
export function useKeysetPages(list: string): KeysetPaging {
  const [shown, setShown] = useState({ list, pages: firstPage });
  const pages = shown.list === list ? shown.pages : firstPage;
  return {
    pages,
    toNext: (next) => setShown({ list, pages: nextPage(pages, next) }),
    toPrevious: () => setShown({ list, pages: previousPage(pages) }),
  };
}
