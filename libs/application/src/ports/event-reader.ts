import type { Hash, Lane, Position } from '@allocator/domain';

/** An event as it is in the store: the document's bytes exactly as they were written. */
export interface StoredEvent {
  readonly lane: Lane;
  readonly position: Position;
  /** The document's `subject`, which is also its key in Kafka. */
  readonly subject: string;
  /** The event document: JSON text in UTF-8 without line feeds. Never parsed and serialised again. */
  readonly document: string;
}

/** The end of a lane's history. Position 0 and `genesisHash` before the first event. */
export interface LaneHead {
  readonly lane: Lane;
  readonly position: Position | 0;
  /** Hash of the document at `position`. */
  readonly hash: Hash;
  /** Why the lane takes no commands; undefined while it is open. */
  readonly closedBecause: string | undefined;
}

/** Lanes can be on several servers. If one of these is away, `all` throws, and `answering` leaves its lanes out. */
export type LanesToRead = 'all' | 'answering';

/** The event store as its readers see it (relay, projector, event stream, checks). */
export interface EventReader {
  /** In the order of their numbers; `all` by default. One statement, or one for each lane where lanes are on several servers. For polls. */
  laneHeads(which?: LanesToRead): Promise<readonly LaneHead[]>;
  /** Throws if the lane's server does not answer. */
  laneHead(lane: Lane): Promise<LaneHead>;
  /**
   * Events of one lane after a position, in order, without gaps: at most `countMax`, and about `bytesMax` of documents, but at least one
   * if there is one.
   */
  readEvents(
    lane: Lane,
    after: Position | 0,
    limit: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<readonly StoredEvent[]>;
}
