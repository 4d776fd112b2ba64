import { type ComponentType, lazy } from 'react';
import type { PageProps } from '../routing/page-props.js';
import type { AccessRole } from '../session/access-role.js';

/** A page of the dashboard. */
export interface Page {
  /** `/pools/{poolId}` */
  readonly pattern: string;
  /** Title in the navigation; undefined: reached from another page. */
  readonly navigation?: string;
  /** Who may use it: one of these roles. */
  readonly roles: readonly AccessRole[];
  /** Loaded when it is first shown. */
  readonly Component: ComponentType<PageProps>;
  /** Loads it earlier. */
  readonly preload: () => void;
}

interface PageDefinition extends Omit<Page, 'Component' | 'preload'> {
  readonly load: () => Promise<ComponentType<PageProps>>;
}

/** A page in a file of its own, which is not part of the first load. */
export function lazyPage({ load, ...rest }: PageDefinition): Page {
  return {
    ...rest,
    Component: lazy(async () => ({ default: await load() })),
    // A failure is shown where the page is.
    preload: () => void load().catch(() => undefined),
  };
}
