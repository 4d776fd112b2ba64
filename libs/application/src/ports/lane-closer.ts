import type { Lane } from '@allocator/domain';

/** Closes a lane for commands until an operator repairs the store, which has lost published events. */
export interface LaneCloser {
  closeLane(lane: Lane, reason: string): Promise<void>;
}
