import type { ActivityMinute } from '../../demand/activity-minutes.js';

/** The sums of some minutes. */
export interface ActivityPoint {
  /** Unix seconds of the beginning of the first. */
  readonly startSeconds: number;
  readonly assigned: number;
  readonly released: number;
  readonly expired: number;
  readonly refused: number;
}

/** Adds up each `step` minutes. The last point can be of fewer. */
export function minutesByStep(minutes: readonly ActivityMinute[], step: number): readonly ActivityPoint[] {
  const points: ActivityPoint[] = [];
  for (let first = 0; first < minutes.length; first += step) {
    const group = minutes.slice(first, first + step);
    const sum = (count: (minute: ActivityMinute) => number): number =>
      group.reduce((total, minute) => total + count(minute), 0);
    points.push({
      startSeconds: Date.parse(group[0]?.minute ?? '') / 1_000,
      assigned: sum(({ assigned }) => assigned),
      released: sum(({ released }) => released),
      expired: sum(({ expired }) => expired),
      refused: sum(({ refused }) => refused),
    });
  }
  return points;
}
