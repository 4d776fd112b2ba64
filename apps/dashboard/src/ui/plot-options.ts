import type uPlot from 'uplot';
import { formatCount, formatShare } from './formats.js';
import type { PlotColour, PlotSeries } from './plot-series.js';

interface PlotShape {
  readonly width: number;
  readonly height: number;
  readonly xKind: 'time' | 'number';
  readonly xTitle: string | undefined;
  readonly yKind: 'count' | 'share';
  /** An x value that is marked by a vertical line; undefined: none. */
  readonly markedX: () => number | undefined;
  /** The index of the x value below the pointer; null: none. */
  readonly onPoint: (index: number | null) => void;
}

/** Between the lines of an axis that counts: no line stands for half an assignment. */
const wholeSteps = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Room for the figures of the y axis, in CSS pixels. */
const axisSize = 56;

/** Options of uPlot in the colours of the theme, as they are at `within`. */
export function plotOptions(
  within: HTMLElement,
  looks: readonly Omit<PlotSeries, 'values'>[],
  { width, height, xKind, xTitle, yKind, markedX, onPoint }: PlotShape,
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
      {
        ...axis,
        values: xKind === 'time' ? clockTimes : shortNumbers,
        ...(xTitle === undefined ? {} : { label: xTitle, labelFont: axis.font, labelSize: 22 }),
      },
      yKind === 'count'
        ? { ...axis, size: axisSize, incrs: wholeSteps, values: (_, splits) => splits.map(formatCount) }
        : { ...axis, size: axisSize, values: (_, splits) => splits.map(formatShare) },
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
    hooks: {
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      draw: [(plot) => drawMark(plot, markedX(), colourOf('text-muted'))],
    },
  };
}

/** 24 hours. */
const clock = new Intl.DateTimeFormat('sv', { timeStyle: 'short', timeZone: 'UTC' });

function clockTimes(_: uPlot, seconds: number[]): string[] {
  return seconds.map((second) => clock.format(new Date(second * 1_000)));
}

/** 1,100,000 is `1.1M`, so that labels do not overlap. */
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 3 });

function shortNumbers(_: uPlot, values: number[]): string[] {
  return values.map((value) => short.format(value));
}

function drawMark(plot: uPlot, x: number | undefined, colour: string): void {
  if (x === undefined) return;
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(x, 'x', true));
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
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
