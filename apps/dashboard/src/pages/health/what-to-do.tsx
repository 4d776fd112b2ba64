import './health.css';
import { Panel } from '../../ui/panel.js';
import type { Advice } from './health-advice.js';

/** Nothing if there is nothing to do. */
export function WhatToDo({ advice }: { readonly advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <Panel title="What to do">
      <ul className="health-advice">
        {advice.map(({ title, text, chapter }) => (
          <li key={title}>
            <b>{title}</b>
            <p>{text}</p>
            <p className="muted">The steps in detail are in docs/operations.md, {chapter}.</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
