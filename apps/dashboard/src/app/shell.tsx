import './shell.css';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { hrefTo } from '../routing/hash-location.js';
import { useHashLocation } from '../routing/use-hash-location.js';
import { SessionEndNotice } from '../session/session-end-notice.js';
import { useSession } from '../session/use-session.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { ModalNotice } from '../ui/modal-notice.js';
import icon from '../ui/icon.svg';
import { Navigation } from './navigation.js';
import { PageView } from './page-view.js';
import { pages } from './pages.js';
import { pageAt, pagesFor } from './pages-for.js';
import { ThemeToggle } from './theme-toggle.js';

/** The frame of all pages: header, navigation by role, and the page of the current location. */
export function Shell() {
  const session = useSession();
  const { path, search } = useHashLocation();
  const [menuOpen, setMenuOpen] = useState(false);
  const allowed = pagesFor(session.roles, pages);
  const start = allowed.find(({ navigation }) => navigation !== undefined);
  const isStart = path === '/';
  const found = isStart && start !== undefined ? { page: start, params: {} } : pageAt(path, allowed);
  const main = useRef<HTMLElement>(null);
  useFocusOnChange(main, path);

  return (
    <div className="shell">
      <header className="shell-head">
        <a
          className="shell-skip"
          href={hrefTo(path, Object.fromEntries(search))}
          onClick={(event) => {
            // The fragment is the page, so it cannot be the target of the link.
            event.preventDefault();
            main.current?.focus();
          }}
        >
          Skip to the page
        </a>
        <Button
          className="shell-menu"
          aria-expanded={menuOpen}
          aria-controls="navigation"
          onClick={() => setMenuOpen(!menuOpen)}
        >
          Menu
        </Button>
        <a className="shell-mark" href={hrefTo('/')}>
          <img src={icon} alt="" />
          <span>IMS identity allocator</span>
        </a>
        <span className="shell-who">{whoOf(session)}</span>
        <ThemeToggle />
        {session.actions !== null && <Button onClick={session.actions.signOut}>Sign out</Button>}
      </header>
      <Navigation pages={allowed} current={found?.page} open={menuOpen} onChoose={() => setMenuOpen(false)} />
      <main className="shell-main" ref={main} tabIndex={-1}>
        <SessionEndNotice />
        {found === undefined ? (
          <EmptyState title="No such page">
            It does not exist, or your role may not use it. Choose one in the navigation.
          </EmptyState>
        ) : (
          <ModalNotice value={<SessionEndNotice />}>
            <PageView key={path} page={found.page} params={found.params} search={search} />
          </ModalNotice>
        )}
      </main>
    </div>
  );
}

/** A screen reader starts to read the new page, and the next Tab continues there. The first page needs no help. */
function useFocusOnChange(main: RefObject<HTMLElement | null>, path: string): void {
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    scrollTo(0, 0);
    main.current?.focus();
  }, [main, path]);
}

function whoOf({ subject, roles, wwsfId, operatorId }: ReturnType<typeof useSession>): string {
  if (subject === null) return 'AUTH=off: every role';
  const tenant = wwsfId ?? operatorId;
  const role = [...roles].join(', ');
  return tenant === null ? role : `${role} · ${tenant}`;
}
