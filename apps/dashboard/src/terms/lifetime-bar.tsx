import './lifetime-bar.css';
import '../ui/stacked-bar.css';
import { formatSeconds } from '../ui/formats.js';
import { type LifetimePart, placedParts } from './lifetime-parts.js';

interface LifetimeBarProps {
  /** What it shows, for screen readers: `Security lifetime of agreement-a`. */
  readonly label: string;
  readonly parts: readonly LifetimePart[];
  /** Width of the whole bar, in seconds, if it is more than the parts: bars of several agreements share it. */
  readonly scaleSeconds?: number;
  /** The end of the security lifetime, if the parts are longer than it. */
  readonly limitSeconds?: number;
}

/** A security lifetime, drawn to scale: the token first, then what can remain after it. */
export function LifetimeBar({ label, parts, scaleSeconds, limitSeconds }: LifetimeBarProps) {
  const placed = placedParts(parts);
  const sum = parts.reduce((total, { seconds }) => total + seconds, 0);
  const scale = Math.max(1, scaleSeconds ?? sum, sum);
  const text = parts.map((part) => `${part.label} ${formatSeconds(part.seconds)}`).join(', ');
  return (
    <svg
      className="stacked-bar"
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${text}`}
    >
      {placed.map(({ name, label: part, seconds, startSeconds }) => (
        <rect key={name} className={`lifetime-${name}`} x={startSeconds / scale} width={seconds / scale} height={1}>
          <title>{`${part}: ${formatSeconds(seconds)}`}</title>
        </rect>
      ))}
      {limitSeconds !== undefined && sum > limitSeconds && (
        <line className="lifetime-limit" x1={limitSeconds / scale} x2={limitSeconds / scale} y1={0} y2={1} />
      )}
    </svg>
  );
}
