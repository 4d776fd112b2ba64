import type { Instant, Lane } from '@allocator/domain';

/** When leases lapse, as the scheduler asks for it. */
export interface DueLeases {
  /** For each lane that has an open lease, the earliest bound; and the database's time at which it was read. */
  earliestBounds(): Promise<{ readonly now: Instant; readonly bounds: readonly LaneBound[] }>;
}

export interface LaneBound {
  readonly lane: Lane;
  readonly reassignableAt: Instant;
}
