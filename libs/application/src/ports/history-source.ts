import type { Lane, Position } from '@allocator/domain';

/** Documents of one lane, byte for byte, in the order in which the source keeps them. */
export type Pages = AsyncIterable<readonly string[]>;

export interface LaneEnd {
  readonly lane: Lane;
  /** Position of the last event; 0 if there is none. */
  readonly position: Position | 0;
}

/** A history as it can be read: from the service, its database, the topic, or the files of an export. */
export interface HistorySource {
  lanes(): Promise<readonly LaneEnd[]>;
  /** Can begin with documents at or before `after`: a topic is read from its beginning. */
  documents(lane: Lane, after: Position | 0): Pages;
  /** Signed checkpoints of a lane, in JWS compact serialisation. */
  checkpoints(lane: Lane): Promise<readonly string[]>;
}
