import './plot.css';
import type { PlotSeries } from './plot-series.js';

interface PlotLegendProps {
  readonly series: readonly PlotSeries[];
  /** What the values are of: an x value, or all of them. */
  readonly name: string;
  /** One a series. Null: unknown. */
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

/** The lines of a plot, each with a value. */
export function PlotLegend({ series, name, values, format }: PlotLegendProps) {
  return (
    <ul className="plot-legend" aria-hidden="true">
      <li className="plot-legend-name">{name}</li>
      {series.map(({ label, colour, dashed = false }, index) => {
        const value = values[index] ?? null;
        return (
          <li key={label}>
            <svg viewBox="0 0 16 8">
              <path
                d="M0 4H16"
                stroke={`var(--${colour})`}
                strokeWidth={3}
                strokeDasharray={dashed ? '4 2' : undefined}
              />
            </svg>
            {label} <b>{value === null ? '–' : format(value)}</b>
          </li>
        );
      })}
    </ul>
  );
}
