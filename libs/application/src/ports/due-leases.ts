import type { Instant, Lane } from '@allocator/domain';

/** When leases lapse, for the scheduler. */
export interface DueLeases {
  /** The earliest bound of each lane that has an open lease, and the database's time at which it was read. */
  earliestBounds(): Promise<{ readonly now: Instant; readonly bounds: readonly LaneBound[] }>;
}

export interface LaneBound {
  readonly lane: Lane;
  readonly reassignableAt: Instant;
}
