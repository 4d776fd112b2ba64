import type { Lane, Position } from '@allocator/domain';
import type { StoredEvent } from './event-reader.js';

/** A read model that counts events per pool and minute, with its own place in each lane. */
export interface ActivityProjection {
  /** The last position of the lane that the read model contains. */
  checkpoint(lane: Lane): Promise<Position | 0>;
  /**
   * Adds events of one lane, in order, and moves the checkpoint in the same transaction. Those it contains already are
   * passed over. Throws `ProjectionGapError` where the first new one is not the next.
   */
  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0>;
}

/** The stream skipped something: the read model must not go on as if nothing were missing. */
export class ProjectionGapError extends Error {
  override readonly name = 'ProjectionGapError';
  constructor(
    readonly lane: Lane,
    readonly checkpoint: number,
    readonly position: number,
  ) {
    super(`lane ${String(lane)}: position ${String(position)} follows checkpoint ${String(checkpoint)}`);
  }
}
