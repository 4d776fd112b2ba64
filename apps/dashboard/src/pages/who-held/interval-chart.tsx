import './who-held.css';
import { DrawingTitle } from '../../ui/drawing-title.js';
import { TimeAxis } from '../../ui/time-axis.js';
import type { TimeScale } from '../../ui/time-scale.js';
import { clampedX } from '../../ui/time-scale.js';
import { useWidth } from '../../ui/use-width.js';
import { utcSeconds } from '../../ui/utc-text.js';
import type { HolderAnswer } from '../../proof/holder-answer.js';

/** Of the label of the instant, above everything else. */
const labelHeight = 20;
const titleHeight = 16;
const barHeight = 18;
const gap = 10;
/** Of the label in pixels, roughly: near the end of the drawing it stands left of its line. */
const labelWidth = 70;

/** The two intervals of a holder, and the instant of the question. The text beside it has the same times. */
export function IntervalChart({
  holder,
  at,
}: {
  readonly holder: NonNullable<HolderAnswer['holder']>;
  readonly at: string;
}) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const rows = [
    { title: 'Token valid: it could register', className: 'interval-token', ...millis(holder.tokenValid) },
    { title: 'Binding possible: calls could reach it', className: 'state-assigned', ...millis(holder.bindingPossible) },
  ];
  const asked = Date.parse(at);
  const from = Math.min(asked, ...rows.map((row) => row.from));
  const to = Math.max(asked, ...rows.map((row) => row.until));
  const room = Math.max(1_000, (to - from) * 0.03);
  const scale: TimeScale = { from: from - room, to: to + room, width };
  const rowHeight = titleHeight + barHeight + gap;
  const topOf = (row: number): number => labelHeight + row * rowHeight;
  const axisTop = labelHeight + rows.length * rowHeight;
  return (
    <div className="interval-chart" ref={ref}>
      <svg
        width={width}
        height={axisTop + 22}
        role="img"
        aria-label={rows
          .map((row) => `${row.title}, ${utcSeconds(row.from)} to ${utcSeconds(row.until)} UTC`)
          .join('. ')}
      >
        <TimeAxis scale={scale} y={axisTop} height={axisTop - labelHeight} />
        {rows.map((row, index) => (
          <rect
            key={row.title}
            className={row.className}
            x={clampedX(scale, row.from)}
            y={topOf(index) + titleHeight}
            width={Math.max(2, clampedX(scale, row.until) - clampedX(scale, row.from))}
            height={barHeight}
            rx={2}
          />
        ))}
        <Asked x={clampedX(scale, asked)} width={width} height={axisTop} />
        {rows.map((row, index) => (
          <DrawingTitle key={row.title} y={topOf(index)} text={row.title} />
        ))}
      </svg>
    </div>
  );
}

interface AskedProps {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** The instant of the question. */
function Asked({ x, width, height }: AskedProps) {
  const isNearEnd = x > width - labelWidth;
  return (
    <g>
      <text
        className="interval-asked-label"
        x={isNearEnd ? x - 6 : x + 6}
        y={11}
        textAnchor={isNearEnd ? 'end' : 'start'}
      >
        asked for
      </text>
      <line className="interval-asked-edge" x1={x} x2={x} y1={labelHeight} y2={height} />
      <line className="interval-asked" x1={x} x2={x} y1={0} y2={height} />
    </g>
  );
}

function millis({ from, until }: { readonly from: string; readonly until: string }): { from: number; until: number } {
  return { from: Date.parse(from), until: Date.parse(until) };
}
