import 'uplot/dist/uPlot.min.css';
import './plot.css';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { formatCount, formatShare } from './formats.js';
import { PlotLegend } from './plot-legend.js';
import { plotOptions } from './plot-options.js';
import type { PlotSeries } from './plot-series.js';
import { useTheme } from './use-theme.js';

interface PlotProps {
  /** What the plot shows and what can be seen in it, in a sentence: screen readers read it before the values that are chosen. */
  readonly label: string;
  /** Unix seconds for `time`. */
  readonly x: readonly number[];
  readonly xKind: 'time' | 'number';
  /** Title of the x axis; a time needs none. */
  readonly xTitle?: string;
  /** Names an x value in the legend: `13:05 UTC`. */
  readonly nameOf: (value: number) => string;
  readonly series: readonly PlotSeries[];
  readonly yKind: 'count' | 'share';
  /** In CSS pixels. */
  readonly height?: number;
  /** An x value with a vertical line. */
  readonly mark?: number;
  /** What the legend shows while no x value is chosen: a name, and a value a series. Without it, the values at the mark. */
  readonly atRest?: { readonly name: string; readonly values: readonly number[] };
}

/**
 * Lines over time or over a number. The legend shows the values at the x value that is chosen: by the pointer, or by the arrow keys
 * while the plot has the focus.
 */
export function Plot({ label, x, xKind, xTitle, nameOf, series, yKind, height = 220, mark, atRest }: PlotProps) {
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
        yKind,
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
  }, [shape, xKind, xTitle, yKind, height, theme]);

  useEffect(() => {
    marked.current = mark;
    plot.current?.setData([[...x], ...series.map(({ values }) => [...values])]);
  }, [x, series, mark, shape, xKind, xTitle, yKind, height, theme]);

  const atMark = mark === undefined ? -1 : x.findLastIndex((value) => value <= mark);
  const rest = atMark < 0 ? x.length - 1 : atMark;
  const shown = pointed ?? rest;
  const isAtRest = pointed === null && atRest !== undefined;
  const name = isAtRest ? atRest.name : x[shown] === undefined ? '' : nameOf(x[shown]);
  const values = isAtRest ? atRest.values : series.map((line) => line.values[shown] ?? null);
  const format = yKind === 'count' ? formatCount : formatShare;
  const textOf = (value: number | null = null): string => (value === null ? 'unknown' : format(value));
  return (
    <figure className="plot">
      <div
        ref={container}
        role="img"
        aria-label={label}
        style={{ height }}
        tabIndex={0}
        onKeyDown={(event) => {
          const chosen = chosenBy(event.key, shown, x.length);
          if (chosen === undefined) return;
          event.preventDefault();
          plot.current?.setCursor(cursorAt(plot.current, chosen === null ? undefined : x[chosen]));
        }}
        onBlur={() => plot.current?.setCursor(cursorAt(plot.current, undefined))}
      />
      <PlotLegend series={series} name={name} values={values} format={format} />
      <p className="unseen" role="status">
        {pointed !== null &&
          [name, ...series.map((line, index) => `${line.label} ${textOf(values[index])}`)].join(', ')}
      </p>
    </figure>
  );
}

/** The index that a key moves to; null: none. Undefined for other keys. */
function chosenBy(key: string, from: number, count: number): number | null | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(count - 1, from + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

/** Where the cursor is drawn; undefined: nowhere. */
function cursorAt(plot: uPlot, x: number | undefined): { left: number; top: number } {
  return x === undefined ? { left: -10, top: -10 } : { left: plot.valToPos(x, 'x'), top: 0 };
}
