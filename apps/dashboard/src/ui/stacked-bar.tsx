import './stacked-bar.css';
import { formatCount, formatShare } from './formats.js';
import { identityStates } from './identity-state.js';
import { type StateCounts, stackedParts } from './stacked-parts.js';
import { StateLabel } from './state-label.js';

interface StackedBarProps {
  /** What the bar shows, for screen readers: `Identities of pool-a`. */
  readonly label: string;
  readonly counts: StateCounts;
}

/** How many identities are in each state. Its text alternative has the figures. */
export function StackedBar({ label, counts }: StackedBarProps) {
  const parts = stackedParts(counts);
  const text = parts.map(({ state, count }) => `${state} ${formatCount(count)}`).join(', ');
  return (
    <svg
      className="stacked-bar"
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${text === '' ? 'none' : text}`}
    >
      {parts.map(({ state, count, start, share }) => (
        <rect key={state} className={`state-${state}`} x={start} width={share} height={1}>
          <title>{`${state}: ${formatCount(count)} (${formatShare(share)})`}</title>
        </rect>
      ))}
    </svg>
  );
}

/** The colours of a bar. With counts it is also its table. */
export function StackedBarLegend({ counts }: { readonly counts?: StateCounts }) {
  return (
    <ul className="stacked-bar-legend">
      {identityStates
        .filter((state) => counts === undefined || counts[state] !== undefined)
        .map((state) => (
          <li key={state}>
            <StateLabel state={state} /> {counts !== undefined && <b>{formatCount(counts[state] ?? 0)}</b>}
          </li>
        ))}
    </ul>
  );
}
