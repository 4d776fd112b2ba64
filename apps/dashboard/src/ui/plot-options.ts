import type uPlot from 'uplot';
import type { PlotColour, PlotSeries } from './plot-series.js';

interface PlotShape {
  readonly width: number;
  readonly height: number;
  readonly xKind: 'time' | 'number';
  readonly xTitle: string | undefined;
  readonly format: (value: number) => string;
  /** The index of the x value below the pointer; null: none. */
  readonly onPoint: (index: number | null) => void;
}

/** Room for the figures of the y axis, in CSS pixels. */
const axisSize = 56;

/** Options of uPlot in the colours of the theme, as they are at `within`. */
export function plotOptions(
  within: HTMLElement,
  looks: readonly Omit<PlotSeries, 'values'>[],
  { width, height, xKind, xTitle, format, onPoint }: PlotShape,
): uPlot.Options {
  const colourOf = coloursAt(within);
  const axis: uPlot.Axis = {
    stroke: colourOf('text-muted'),
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { stroke: colourOf('line'), width: 1 },
    font: `12px ${getComputedStyle(within).fontFamily}`,
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { time: xKind === 'time' }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] } },
    axes: [
      { ...axis, ...(xTitle === undefined ? {} : { label: xTitle, labelFont: axis.font, labelSize: 22 }) },
      { ...axis, size: axisSize, values: (_, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...looks.map(({ label, colour, filled = false, dashed = false }): uPlot.Series => {
        const stroke = colourOf(colour);
        return {
          label,
          stroke,
          width: 2,
          points: { show: false },
          ...(filled ? { fill: `color-mix(in srgb, ${stroke} 18%, transparent)` } : {}),
          ...(dashed ? { dash: [8, 4] } : {}),
        };
      }),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}

/** Custom properties are texts (`light-dark(...)`); only a property that uses one has the colour itself. */
function coloursAt(within: HTMLElement): (name: PlotColour | 'line') => string {
  return (name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(--${name})`;
    within.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
