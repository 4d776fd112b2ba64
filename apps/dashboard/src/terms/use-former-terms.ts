import { useState } from 'react';

/**
 * The terms that were in force when the dialog opened, if another change came first since then; null otherwise.
 * @param etag version of `current`
 */
export function useFormerTerms<Terms>(current: Terms, etag: string | null): Terms | null {
  const [first] = useState({ etag, terms: current });
  return first.etag === etag ? null : first.terms;
}
