import './badge.css';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'warning' | 'bad' | 'neutral';

/** A second sign beside the colour. */
const signs: Readonly<Record<Tone, string>> = { good: '✓', warning: '!', bad: '✕', neutral: '–' };

/** One word about a status. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`badge badge-${tone}`}>
      <span aria-hidden="true">{signs[tone]}</span>
      {children}
    </span>
  );
}
