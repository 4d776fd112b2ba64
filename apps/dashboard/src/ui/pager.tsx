import { Button } from './button.js';
import { formatCount } from './formats.js';
import type { KeysetPaging } from './use-keyset-pages.js';

interface PagerProps {
  readonly paging: KeysetPaging;
  /** `next` of the shown page; null on the last one. */
  readonly next: string | null;
  /** A page is being loaded. */
  readonly busy?: boolean;
}

/** Buttons below a list that the service pages by key. */
export function Pager({ paging: { pages, toNext, toPrevious }, next, busy = false }: PagerProps) {
  return (
    <nav className="panel-head-actions" aria-label="Pages of the list">
      <span className="pager-count muted" aria-live="polite">
        Page {formatCount(pages.before.length + 1)}
      </span>
      <Button disabled={busy || pages.before.length === 0} onClick={toPrevious}>
        Previous
      </Button>
      <Button disabled={busy || next === null} onClick={() => next !== null && toNext(next)}>
        Next
      </Button>
    </nav>
  );
}
