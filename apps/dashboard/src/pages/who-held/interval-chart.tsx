import './who-held.css';
import { TimeAxis } from '../../ui/time-axis.js';
import type { TimeScale } from '../../ui/time-scale.js';
import { clampedX } from '../../ui/time-scale.js';
import { useWidth } from '../../ui/use-width.js';
import { utcSeconds } from '../../ui/utc-text.js';
import type { HolderAnswer } from '../../proof/holder-answer.js';

const titleHeight = 16;
const barHeight = 18;
const gap = 10;

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
  const axisTop = rows.length * rowHeight;
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
        <TimeAxis scale={scale} y={axisTop} height={axisTop} />
        {rows.map((row, index) => (
          <g key={row.title}>
            <text className="interval-title" x={0} y={index * rowHeight + 11}>
              {row.title}
            </text>
            <rect
              className={row.className}
              x={clampedX(scale, row.from)}
              y={index * rowHeight + titleHeight}
              width={Math.max(2, clampedX(scale, row.until) - clampedX(scale, row.from))}
              height={barHeight}
              rx={2}
            />
          </g>
        ))}
        <line className="interval-asked" x1={clampedX(scale, asked)} x2={clampedX(scale, asked)} y1={0} y2={axisTop} />
      </svg>
    </div>
  );
}

function millis({ from, until }: { readonly from: string; readonly until: string }): { from: number; until: number } {
  return { from: Date.parse(from), until: Date.parse(until) };
}
