import './page-layout.css';
import { type ReactNode, useEffect } from 'react';

interface PageLayoutProps {
  /** Heading of the page and title of the window. */
  readonly title: string;
  /** One sentence: what the page answers. */
  readonly intro?: ReactNode;
  /** The page above this one. */
  readonly above?: { readonly title: string; readonly href: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page. */
export function PageLayout({ title, intro, above, actions, children }: PageLayoutProps) {
  useEffect(() => {
    document.title = `${title} · IMS identity allocator`;
  }, [title]);
  return (
    <div className="page-layout">
      <div className="page-layout-head">
        <div>
          {above !== undefined && (
            <nav className="page-layout-trail" aria-label="Above">
              <span aria-hidden="true">‹</span> <a href={above.href}>{above.title}</a>
            </nav>
          )}
          <h1>{title}</h1>
          {intro !== undefined && <p>{intro}</p>}
        </div>
        {actions !== undefined && <div className="panel-head-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
