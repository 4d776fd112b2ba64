import { hrefTo } from '../routing/hash-location.js';
import type { Page } from './page.js';

interface NavigationProps {
  readonly pages: readonly Page[];
  readonly current: Page | undefined;
  /** Where the window is narrow: whether it is shown. */
  readonly open: boolean;
  readonly onChoose: () => void;
}

/** The pages that the user's roles may use. */
export function Navigation({ pages, current, open, onChoose }: NavigationProps) {
  return (
    <nav id="navigation" className="shell-nav" aria-label="Pages" data-open={open}>
      <ul>
        {pages.map((page) => {
          const { pattern, navigation, preload } = page;
          if (navigation === undefined) return null;
          return (
            <li key={pattern}>
              <a
                href={hrefTo(pattern)}
                aria-current={ariaCurrentOf(page, current)}
                onClick={onChoose}
                // The page is loaded by the time it is chosen.
                onPointerEnter={preload}
                onFocus={preload}
              >
                {navigation}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** `page`: the shown one. `true`: the shown one is below it, as a pool is below the pools. */
function ariaCurrentOf({ pattern }: Page, current: Page | undefined): 'page' | 'true' | undefined {
  if (current?.pattern === pattern) return 'page';
  return current?.pattern.startsWith(`${pattern}/`) === true ? 'true' : undefined;
}
