import './stat.css';
import type { ReactNode } from 'react';
import type { Tone } from './badge.js';

interface StatProps {
  readonly title: string;
  /** A figure, formatted; `–` where it is unknown. */
  readonly figure: ReactNode;
  readonly unit?: string;
  readonly note?: ReactNode;
  readonly tone?: Tone;
}

/** One figure of a `StatRow`. */
export function Stat({ title, figure, unit, note, tone = 'neutral' }: StatProps) {
  return (
    <div className={`stat stat-${tone}`}>
      <dt>{title}</dt>
      <dd className="stat-figure">
        {figure}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
      {note !== undefined && <dd className="stat-note">{note}</dd>}
    </div>
  );
}

/** The figures that a page is about, side by side. */
export function StatRow({ children }: { readonly children: ReactNode }) {
  return <dl className="stats">{children}</dl>;
}
