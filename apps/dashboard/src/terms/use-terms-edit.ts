import { useState } from 'react';
import { rebased } from './rebased.js';
import { useFormerTerms } from './use-former-terms.js';

interface TermsEdit<Terms> {
  readonly proposed: Terms;
  readonly propose: (terms: Terms) => void;
  /** What was in force when the edit began, if another change came first since then; null otherwise. */
  readonly former: Terms | null;
}

/**
 * An edit of terms. If they are read again in another version, what the reader has changed is kept, on the terms now in force.
 * @param etag version of `current`
 */
export function useTermsEdit<Terms extends object>(
  current: Terms,
  etag: string | null,
  members: readonly (keyof Terms)[],
): TermsEdit<Terms> {
  const former = useFormerTerms(current, etag);
  const [edit, setEdit] = useState({ etag, base: current, proposed: current });
  if (edit.etag !== etag) {
    const proposed = rebased(members, { former: edit.base, proposed: edit.proposed }, current);
    setEdit({ etag, base: current, proposed });
  }
  return {
    proposed: edit.proposed,
    propose: (proposed) => setEdit({ ...edit, proposed }),
    former,
  };
}
