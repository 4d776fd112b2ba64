import { ClockDiffersError } from '@allocator/application';
import type { Instant } from '@allocator/domain';

/** Checks the lane's time, with the times at which this process requested and received it. */
export type LaneClock = (now: Instant, askedAt: number, answeredAt: number) => void;

/** Accepts any time: for tests, which replace the database's clock. */
export const believed: LaneClock = () => undefined;

/**
 * P5: if two clocks differ, one is wrong, and it is not known which. Throws `ClockDiffersError` if the lane's time differs by more than
 * this from the time during which this process waited for it.
 */
export function within(differenceMsMax: number): LaneClock {
  return (now, askedAt, answeredAt) => {
    const differenceMs = now < askedAt ? now - askedAt : Math.max(0, now - answeredAt);
    if (Math.abs(differenceMs) > differenceMsMax) throw new ClockDiffersError(differenceMs);
  };
}
