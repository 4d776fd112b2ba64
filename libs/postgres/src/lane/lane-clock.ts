import { ClockDiffersError } from '@allocator/application';
import type { Instant } from '@allocator/domain';

/** Checks the lane's time, with the times at which this process requested and received it. */
export type LaneClock = (now: Instant, requestedAt: number, receivedAt: number) => void;

/** Accepts any time: for `CLOCK_SKEW_SECONDS_MAX=off`, and for tests that replace the database's clock. */
export const uncheckedClock: LaneClock = () => undefined;

/**
 * P5: if two clocks differ, one is wrong, and it is not known which. Throws `ClockDiffersError` if the lane's time differs by more than
 * this from the time during which this process waited for it.
 */
export function clockWithin(differenceMsMax: number): LaneClock {
  return (now, requestedAt, receivedAt) => {
    const differenceMs = clockDifferenceMs(now, requestedAt, receivedAt);
    if (Math.abs(differenceMs) > differenceMsMax) throw new ClockDiffersError(differenceMs);
  };
}

/** The smallest difference of the clocks that explains a time of the database which this process requested and received at these times. */
export function clockDifferenceMs(now: number, requestedAt: number, receivedAt: number): number {
  return now < requestedAt ? now - requestedAt : Math.max(0, now - receivedAt);
}
