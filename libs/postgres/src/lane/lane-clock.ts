import { ClockDiffersError } from '@allocator/application';
import type { Instant } from '@allocator/domain';

/** How what a lane decides with is judged: by the lane's time, and when this process asked for it and had it. */
export type LaneClock = (now: Instant, askedAt: number, answeredAt: number) => void;

/** The database's clock is believed, whatever it says: for tests, which put a clock of their own in its place. */
export const believed: LaneClock = () => undefined;

/**
 * P5: of two clocks that differ one is wrong, and nobody here knows which. Throws `ClockDiffersError` where the lane's time is
 * further than this from the time in which this process waited for it.
 */
export function within(differenceMsMax: number): LaneClock {
  return (now, askedAt, answeredAt) => {
    const differenceMs = now < askedAt ? now - askedAt : Math.max(0, now - answeredAt);
    if (Math.abs(differenceMs) > differenceMsMax) throw new ClockDiffersError(differenceMs);
  };
}
