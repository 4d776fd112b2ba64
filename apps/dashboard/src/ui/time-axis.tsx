import './time-axis.css';
import type { TimeScale } from './time-scale.js';
import { ticksOf, xOf } from './time-scale.js';

const tickApartPx = 84;
/** A label of a day is about as wide as this; at the ends it would be cut. */
const labelHalfPx = 34;

interface TimeAxisProps {
  readonly scale: TimeScale;
  /** Where the axis is drawn, and how far its lines reach up. In pixels. */
  readonly y: number;
  readonly height: number;
}

/** Ticks in UTC below a drawing, with fine lines through it. Part of an `<svg>`. */
export function TimeAxis({ scale, y, height }: TimeAxisProps) {
  return (
    <g className="time-axis" aria-hidden="true">
      <line x1={0} x2={scale.width} y1={y} y2={y} />
      {ticksOf(scale, tickApartPx).map(({ at, label }) => {
        const x = xOf(scale, at);
        const isCut = x < labelHalfPx || x > scale.width - labelHalfPx;
        return (
          <g key={at}>
            <line x1={x} x2={x} y1={y - height} y2={y + 4} />
            {!isCut && (
              <text x={x} y={y + 16} textAnchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
