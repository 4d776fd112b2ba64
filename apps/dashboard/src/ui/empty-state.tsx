import './notice.css';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  /** `No pools` */
  readonly title: string;
  /** Why there is nothing, and what to do. */
  readonly children?: ReactNode;
}

/** In place of a list that is empty. */
export function EmptyState({ title, children }: EmptyStateProps) {
  return (
    <div className="notice">
      <h3>{title}</h3>
      {children !== undefined && <p className="muted">{children}</p>}
    </div>
  );
}
