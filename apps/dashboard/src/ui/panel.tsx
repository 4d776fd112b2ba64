import './panel.css';
import { type ReactNode, useId } from 'react';

interface PanelProps {
  readonly title: string;
  /** Beside the title: links, buttons, a legend. */
  readonly actions?: ReactNode;
  /** For a table: without a margin around it. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a page, and a landmark for screen readers. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={flush ? 'panel panel-flush' : 'panel'} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions !== undefined && <div className="panel-head-actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
