import './sparkline.css';
import { sparklineHeight, sparklinePath, sparklineWidth } from './sparkline-path.js';

interface SparklineProps {
  /** What it shows, with its latest figure: `Assignments per minute, now 12`. */
  readonly label: string;
  /** At equal distances, oldest first. Null: unknown. */
  readonly values: readonly (number | null)[];
}

/** A trend without axes. */
export function Sparkline({ label, values }: SparklineProps) {
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${String(sparklineWidth)} ${String(sparklineHeight)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={sparklinePath(values)} />
    </svg>
  );
}
