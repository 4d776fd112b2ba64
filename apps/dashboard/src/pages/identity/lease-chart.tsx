import './life-chart.css';
import type { EventDocument } from '../../events/event-document.js';
import { eventSentence } from '../../events/event-sentence.js';
import type { Bound, LeaseLife } from '../../events/lease-life.js';
import { boundOf, isBoundKnown } from '../../events/lease-life.js';
import { DrawingTitle } from '../../ui/drawing-title.js';
import { TimeAxis } from '../../ui/time-axis.js';
import type { TimeScale } from '../../ui/time-scale.js';
import { clampedX } from '../../ui/time-scale.js';
import { useWidth } from '../../ui/use-width.js';
import { utcSeconds } from '../../ui/utc-text.js';
import { leaseBars, spanOf } from './lease-bars.js';
import { StateBar } from './state-bar.js';

const titleHeight = 16;
const barHeight = 20;
const rowHeight = 16;
const gap = 10;
/** Rows of tokens and of bounds: a lease that was prolonged more often shows the latest. */
const rowsMax = 12;

interface LeaseChartProps {
  readonly lease: LeaseLife;
  readonly now: number;
  readonly onOpen: (event: EventDocument) => void;
}

/** One lease: its states, its tokens, the bound as it was known, and its events. The tables below have the same figures. */
export function LeaseChart({ lease, now, onOpen }: LeaseChartProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { from, to } = spanOf(lease);
  const room = (to - from) * 0.03;
  const scale: TimeScale = { from: from - room, to: to + room, width };
  const tokens = lease.tokens.slice(-rowsMax);
  const bounds = lease.bounds.slice(-rowsMax);
  const tokensTop = titleHeight + barHeight + gap;
  const boundsTop = tokensTop + titleHeight + tokens.length * rowHeight + gap;
  const eventsTop = boundsTop + titleHeight + bounds.length * rowHeight + gap;
  const axisTop = eventsTop + titleHeight + rowHeight;
  return (
    <div className="lease-chart" ref={ref}>
      <svg width={width} height={axisTop + 22} role="img" aria-label={textOf(lease)}>
        <TimeAxis scale={scale} y={axisTop} height={axisTop} />
        {leaseBars(lease).map(({ state, from: begin, until }) => (
          <StateBar
            key={state}
            state={state}
            x={clampedX(scale, begin)}
            y={titleHeight}
            width={Math.max(2, clampedX(scale, until) - clampedX(scale, begin))}
            height={barHeight}
            title={`${state === 'unread' ? 'not read' : state} from ${utcSeconds(begin)} to ${utcSeconds(until)} UTC`}
          />
        ))}
        {tokens.map((token, index) => (
          <TokenBar key={token.sequence} scale={scale} y={tokensTop + titleHeight + index * rowHeight} token={token} />
        ))}
        {bounds.map((bound, index) => (
          <BoundArrow
            key={bound.by.id}
            scale={scale}
            y={boundsTop + titleHeight + (index + 0.5) * rowHeight}
            bound={bound}
          />
        ))}
        {lease.events.map((event) => (
          <circle
            key={event.id}
            className="lease-chart-event"
            cx={clampedX(scale, Date.parse(event.time))}
            cy={eventsTop + titleHeight + rowHeight / 2}
            r={5}
            onClick={() => onOpen(event)}
          >
            <title>{`${utcSeconds(event.time)} ${event.type}: ${eventSentence(event)}`}</title>
          </circle>
        ))}
        {now < scale.to && (
          <line
            className="life-chart-now"
            x1={clampedX(scale, now)}
            x2={clampedX(scale, now)}
            y1={titleHeight}
            y2={axisTop}
          />
        )}
        <DrawingTitle y={0} text="States" />
        <DrawingTitle y={tokensTop} text="Tokens: when the holder can register" />
        <DrawingTitle y={boundsTop} text="Bound: when it was set, and to what" />
        <DrawingTitle y={eventsTop} text="Events" />
      </svg>
    </div>
  );
}

interface TokenBarProps {
  readonly scale: TimeScale;
  readonly y: number;
  readonly token: LeaseLife['tokens'][number];
}

function TokenBar({ scale, y, token: { sequence, from, until } }: TokenBarProps) {
  const x = clampedX(scale, from);
  const width = Math.max(2, clampedX(scale, until) - x);
  return (
    <g>
      <title>{`Token ${sequence} from ${utcSeconds(from)} to ${utcSeconds(until)} UTC`}</title>
      <rect className="lease-chart-token" x={x} y={y + 1.5} width={width} height={rowHeight - 3} rx={2} />
      <text className="lease-chart-inside" x={x + 4} y={y + 12}>
        {sequence}
      </text>
    </g>
  );
}

interface BoundArrowProps {
  readonly scale: TimeScale;
  readonly y: number;
  readonly bound: Bound;
}

/** From the instant at which it was recorded to the bound that it set. */
function BoundArrow({ scale, y, bound: { knownFrom, reassignableAt, by } }: BoundArrowProps) {
  const from = clampedX(scale, knownFrom);
  const to = clampedX(scale, reassignableAt);
  const tip = to >= from ? -5 : 5;
  const moved = by.type === 'HoldExtended' ? ' lease-chart-moved' : '';
  return (
    <g>
      <title>{`${by.type} at ${utcSeconds(knownFrom)}: bound ${utcSeconds(reassignableAt)} UTC`}</title>
      <circle className={`lease-chart-bound-end${moved}`} cx={from} cy={y} r={3} />
      <line className={`lease-chart-bound${moved}`} x1={from} x2={to} y1={y} y2={y} />
      <path className={`lease-chart-bound-end${moved}`} d={`M${to} ${y} l${tip} -4 v8 z`} />
    </g>
  );
}

function textOf(lease: LeaseLife): string {
  const { generation, tokens, events } = lease;
  const bound = isBoundKnown(lease) ? `bound ${utcSeconds(boundOf(lease))} UTC` : 'not read to its end';
  return `Lease of generation ${generation}: ${tokens.length} tokens, ${events.length} events, ${bound}`;
}
