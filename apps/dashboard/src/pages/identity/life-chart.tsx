import './life-chart.css';
import type { LeaseLife } from '../../events/lease-life.js';
import { TimeAxis } from '../../ui/time-axis.js';
import type { TimeScale } from '../../ui/time-scale.js';
import { clampedX } from '../../ui/time-scale.js';
import { useWidth } from '../../ui/use-width.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { leaseBars, spanOf } from './lease-bars.js';
import { StateBar } from './state-bar.js';

const barTop = 8;
const barHeight = 26;
const axisTop = barTop + barHeight + 8;
const height = axisTop + 22;
/** A lease of minutes in a life of months is still seen. */
const barWidthMin = 2;

interface LifeChartProps {
  readonly leases: readonly LeaseLife[];
  readonly selected: LeaseLife | undefined;
  readonly now: number;
  readonly onSelect: (lease: LeaseLife) => void;
}

/** All leases on one line of time. The table below has the same leases for keyboards and screen readers. */
export function LifeChart({ leases, selected, now, onSelect }: LifeChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const scale: TimeScale = { ...wholeOf(leases, now), width };
  const from = utcSeconds(scale.from);
  return (
    <div className="life-chart" ref={ref}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={`${leases.length} leases from ${from} to ${utcSeconds(scale.to)} UTC`}
      >
        <TimeAxis scale={scale} y={axisTop} height={axisTop} />
        {leases.map((lease) => (
          <g
            key={lease.assignmentId}
            className={lease === selected ? 'life-chart-lease life-chart-selected' : 'life-chart-lease'}
            onClick={() => onSelect(lease)}
          >
            <title>{`Generation ${lease.generation}, assigned ${utcSeconds(lease.assignedAt)} UTC`}</title>
            {leaseBars(lease).map(({ state, from: begin, until }) => {
              const x = clampedX(scale, begin);
              const barWidth = Math.max(barWidthMin, clampedX(scale, until) - x);
              return <StateBar key={state} state={state} x={x} y={barTop} width={barWidth} height={barHeight} />;
            })}
            {lease === selected && <Frame scale={scale} lease={lease} />}
          </g>
        ))}
        <line className="life-chart-now" x1={clampedX(scale, now)} x2={clampedX(scale, now)} y1={0} y2={axisTop} />
      </svg>
    </div>
  );
}

function Frame({ scale, lease }: { readonly scale: TimeScale; readonly lease: LeaseLife }) {
  const { from, to } = spanOf(lease);
  const x = clampedX(scale, from);
  const width = Math.max(barWidthMin, clampedX(scale, to) - x);
  return <rect className="life-chart-frame" x={x - 2} y={barTop - 3} width={width + 4} height={barHeight + 6} rx={3} />;
}

/** With some room at both ends. */
function wholeOf(leases: readonly LeaseLife[], now: number): { readonly from: number; readonly to: number } {
  const spans = leases.map(spanOf);
  const from = Math.min(now, ...spans.map((span) => span.from));
  const to = Math.max(now, ...spans.map((span) => span.to));
  const room = Math.max(1_000, (to - from) * 0.02);
  return { from: from - room, to: to + room };
}
