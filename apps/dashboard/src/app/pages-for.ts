import { matchPath } from '../routing/hash-location.js';
import type { AccessRole } from '../session/access-role.js';
import type { Page } from './page.js';

/** The pages that one of these roles may use. */
export function pagesFor(roles: ReadonlySet<AccessRole>, all: readonly Page[]): readonly Page[] {
  return all.filter((page) => page.roles.some((role) => roles.has(role)));
}

export interface FoundPage {
  readonly page: Page;
  readonly params: Readonly<Record<string, string>>;
}

/** The page at a path; undefined if there is none among these. */
export function pageAt(path: string, among: readonly Page[]): FoundPage | undefined {
  for (const page of among) {
    const params = matchPath(page.pattern, path);
    if (params !== undefined) return { page, params };
  }
  return undefined;
}
