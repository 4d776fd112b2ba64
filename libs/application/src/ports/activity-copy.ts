import type { Lane, Position } from '@allocator/domain';
import type { ActivityStore } from './activity-store.js';

export interface SwitchedReadModel {
  /** Rows in which the live read model differed from the copy, at the same checkpoints. */
  readonly differing: number;
  /** Rows of the copy. */
  readonly rows: number;
}

/** A copy of the read model of activity, beside the live one. It needs the owner of the tables. */
export interface ActivityCopy {
  /** The tables of the copy. */
  readonly store: ActivityStore;
  /** Creates the copy, or keeps the one of an interrupted replay. */
  begin(): Promise<void>;
  /** The checkpoints of the live read model. */
  liveCheckpoints(): Promise<ReadonlyMap<Lane, Position | 0>>;
  /**
   * Puts the copy in the place of the live read model, in one transaction: readers wait for milliseconds and see one or the other.
   * @param catchUp brings the copy to the checkpoints of the live one, which waits meanwhile
   */
  switch(catchUp: (to: ReadonlyMap<Lane, Position | 0>) => Promise<void>): Promise<SwitchedReadModel>;
  /** Whether the read model from before the last switch is still kept. */
  hasFormer(): Promise<boolean>;
  /** Drops the copy, and the read model from before the last switch. */
  discard(): Promise<void>;
}
