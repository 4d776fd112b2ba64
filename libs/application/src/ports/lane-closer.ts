import type { Lane } from '@allocator/domain';

/** Closes a lane for commands until an operator mends it: its store has lost history that was published. */
export interface LaneCloser {
  closeLane(lane: Lane, reason: string): Promise<void>;
}
