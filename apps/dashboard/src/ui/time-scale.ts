const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Steps between two ticks: what people read off a clock or a calendar. */
const steps = [
  secondMs,
  5 * secondMs,
  15 * secondMs,
  30 * secondMs,
  minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  30 * minuteMs,
  hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
  dayMs,
  2 * dayMs,
  7 * dayMs,
  30 * dayMs,
  90 * dayMs,
  365 * dayMs,
];

export interface Tick {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** UTC: `10:05`, `10:05:30` or `2026-11-27`. */
  readonly label: string;
}

/** Times drawn along a line. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** In pixels. */
  readonly width: number;
}

/** Pixels from the beginning of the line; outside of it for times outside. */
export function xOf({ from, to, width }: TimeScale, at: number): number {
  return ((at - from) / Math.max(1, to - from)) * width;
}

/** The same, but on the line. */
export function clampedX(scale: TimeScale, at: number): number {
  return Math.min(scale.width, Math.max(0, xOf(scale, at)));
}

/** Ticks at round times in UTC. @param apartPx room that a label needs */
export function ticksOf({ from, to, width }: TimeScale, apartPx: number): readonly Tick[] {
  const countMax = Math.max(1, Math.floor(width / apartPx));
  const wanted = (to - from) / countMax;
  const longest = steps.at(-1) ?? dayMs;
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / longest) * longest;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push({ at, label: labelOf(at, step) });
  return ticks;
}

function labelOf(at: number, step: number): string {
  const iso = new Date(at).toISOString();
  if (step >= dayMs || at % dayMs === 0) return iso.slice(0, 10);
  return step >= minuteMs ? iso.slice(11, 16) : iso.slice(11, 19);
}
