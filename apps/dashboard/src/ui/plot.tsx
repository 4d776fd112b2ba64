import 'uplot/dist/uPlot.min.css';
import './plot.css';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { formatCount } from './formats.js';
import { plotOptions } from './plot-options.js';
import type { PlotSeries } from './plot-series.js';
import { useTheme } from './use-theme.js';

interface PlotProps {
  /** What the plot shows and what can be seen in it, in a sentence: screen readers get this alone. */
  readonly label: string;
  /** Unix seconds for `time`. */
  readonly x: readonly number[];
  readonly xKind: 'time' | 'number';
  /** Title of the x axis; a time needs none. */
  readonly xTitle?: string;
  readonly series: readonly PlotSeries[];
  /** Of a value in the legend and on the axis. */
  readonly format?: (value: number) => string;
  /** In CSS pixels. */
  readonly height?: number;
  /** An x value with a vertical line: while nothing is pointed at, the legend shows the values there. */
  readonly mark?: number;
}

/** Lines over time or over a number. The legend shows the values below the pointer, or else the latest. */
export function Plot({ label, x, xKind, xTitle, series, format = formatCount, height = 220, mark }: PlotProps) {
  const theme = useTheme();
  const container = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const plot = useRef<uPlot>(null);
  const marked = useRef(mark);
  // What the lines look like; their values are given to the same plot.
  const shape = JSON.stringify(series.map(({ values: _, ...rest }) => rest));

  useEffect(() => {
    const parent = container.current;
    if (parent === null) return;
    const looks = JSON.parse(shape) as readonly Omit<PlotSeries, 'values'>[];
    const size = { width: parent.clientWidth, height };
    const drawn = new uPlot(
      plotOptions(parent, looks, {
        ...size,
        xKind,
        xTitle,
        format,
        markedX: () => marked.current,
        onPoint: setPointed,
      }),
      undefined,
      parent,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: parent.clientWidth, height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
    };
    // The theme's colours are read when the plot is made.
  }, [shape, xKind, xTitle, format, height, theme]);

  useEffect(() => {
    marked.current = mark;
    plot.current?.setData([[...x], ...series.map(({ values }) => [...values])]);
  }, [x, series, mark, shape, xKind, xTitle, format, height, theme]);

  const atRest = mark === undefined ? -1 : x.findLastIndex((value) => value <= mark);
  const shown = pointed ?? (atRest < 0 ? x.length - 1 : atRest);
  return (
    <figure className="plot">
      <div ref={container} role="img" aria-label={label} style={{ height }} />
      <ul className="plot-legend" aria-hidden="true">
        {series.map(({ label: name, colour, dashed = false, values }) => {
          const value = values[shown];
          return (
            <li key={name}>
              <svg viewBox="0 0 16 8">
                <path
                  d="M0 4H16"
                  stroke={`var(--${colour})`}
                  strokeWidth={3}
                  strokeDasharray={dashed ? '4 2' : undefined}
                />
              </svg>
              {name} <b>{value === null || value === undefined ? '–' : format(value)}</b>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
