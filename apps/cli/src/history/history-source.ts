import type { Lane, Position } from '@allocator/domain';

/** Documents of one lane, byte for byte, in the order in which the source keeps them. */
export type Pages = AsyncIterable<readonly string[]>;

export interface LaneEnd {
  readonly lane: Lane;
  /** Of the last event; 0 where there is none. */
  readonly position: Position | 0;
}

/** Where a history is read from: the service, its database, the topic, or files of an export. */
export interface HistorySource {
  /** For people: what is read. */
  readonly title: string;
  lanes(): Promise<readonly LaneEnd[]>;
  documents(lane: Lane, after: Position | 0): Pages;
  /** Signed checkpoints of a lane, in compact serialisation. */
  checkpoints(lane: Lane): Promise<readonly string[]>;
  close(): Promise<void>;
}
