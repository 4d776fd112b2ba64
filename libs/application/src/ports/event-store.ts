import type { Hash, Lane, Position } from '@allocator/domain';

/** An event as it stands in the store: the document's bytes exactly as they were written. */
export interface StoredEvent {
  readonly lane: Lane;
  readonly position: Position;
  /** The document's `subject`, which is also its key in Kafka. */
  readonly subject: string;
  /** The event document: JSON text, UTF-8, no line feed. Never parsed and written again. */
  readonly document: string;
}

/** Where a lane's history ends. Position 0 and `genesisHash` before the first event. */
export interface LaneHead {
  readonly lane: Lane;
  readonly position: Position | 0;
  /** Hash of the document at `position`. */
  readonly hash: Hash;
  /** Why the lane takes no commands; undefined while it is open. */
  readonly closedBecause: string | undefined;
}

/** The event store as its readers see it (relay, projector, event stream, checks). */
export interface EventReader {
  /** All lanes, by number. One cheap statement: it is polled. */
  laneHeads(): Promise<readonly LaneHead[]>;
  /**
   * Events of one lane after a position, in order, without gaps: at most `countMax` of them and about `bytesMax` of
   * documents, but at least one where one is there.
   */
  readEvents(
    lane: Lane,
    after: Position | 0,
    limit: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<readonly StoredEvent[]>;
}

/** Closes a lane for commands until an operator mends it: its store has lost history that was published. */
export interface LaneCloser {
  closeLane(lane: Lane, reason: string): Promise<void>;
}

/**
 * Chooses one process a lane. Losing the claim is never the safety (Kafka's fence is): it only keeps two relays from
 * fencing each other in turn.
 */
export interface LaneClaims {
  /** True where this process holds the lane from now on (or held it already). Never waits. */
  claim(lane: Lane): Promise<boolean>;
  /** False once the claim is gone, for example because the connection that held it broke. */
  holds(lane: Lane): boolean;
  release(lane: Lane): Promise<void>;
}
