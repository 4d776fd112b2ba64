import type { Lane, Position } from '@allocator/domain';
import type { StoredEvent } from './event-reader.js';

/** A read model that is computed from the events, with a checkpoint in each lane. */
export interface EventProjection {
  /** The last position of the lane that the read model contains. */
  checkpoint(lane: Lane): Promise<Position | 0>;
  /**
   * Adds events of one lane, in order, and moves the checkpoint in the same transaction. Skips events that the read model contains
   * already. Throws `ProjectionGapError` if the first new event is not the next one.
   */
  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0>;
}
