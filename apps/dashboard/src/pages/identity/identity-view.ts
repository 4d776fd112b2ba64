import type { AccessRole } from '../../session/access-role.js';
import { readersOf } from '../../session/readers-of.js';

/** What a page about an identity shows below its state, and how it introduces itself. */
export interface IdentityView {
  /** `timeline`: the whole life, for a recorded reason; `latest-lease`: from the events that the user sees; `state`: nothing more. */
  readonly kind: 'timeline' | 'latest-lease' | 'state';
  readonly intro: string;
}

/** The most that these roles may read. */
export function identityView(roles: ReadonlySet<AccessRole>): IdentityView {
  const may = (readers: readonly AccessRole[]): boolean => readers.some((role) => roles.has(role));
  if (may(readersOf['/v1/audit/identities/{impi}/timeline'])) {
    return { kind: 'timeline', intro: 'Its state, its holders, and why each lease ended. Times are UTC.' };
  }
  if (may(readersOf['/v1/events'])) {
    return {
      kind: 'latest-lease',
      intro: 'Its state, and its latest lease: holder, tokens, bounds and end. Times are UTC.',
    };
  }
  return { kind: 'state', intro: 'Its state, and the bound of its latest holder. Times are UTC.' };
}
