import type { Impi, Instant, Lane, PoolId, Position } from '@allocator/domain';

/** Counts of one minute of one pool. */
export interface MinuteCounts {
  readonly poolId: PoolId;
  /** Beginning of the minute. */
  readonly minute: Instant;
  readonly assigned: number;
  /** Of the assignments, those to anonymous subjects. */
  readonly anonymous: number;
  readonly released: number;
  readonly expired: number;
  readonly refused: number;
  /** Leases that ended: lapsed, or freed early. */
  readonly ended: number;
  /** Releases by WWSFs: hints that a user is gone. */
  readonly hinted: number;
  /** Indications of eP-CSCFs that freed an identity immediately. */
  readonly indicated: number;
  /** Sum of the seconds from the hints to the ends of their leases. */
  readonly wastedSeconds: number;
}

/** Assignments of identities that had a holder before, by how long they were idle. */
export interface ReuseCounts {
  readonly poolId: PoolId;
  readonly minute: Instant;
  /** Index in `reuseBuckets`, or their number for longer times. */
  readonly bucket: number;
  readonly assignments: number;
}

export interface ActivityChanges {
  /** The last position that is counted after the change. */
  readonly checkpoint: Position | 0;
  /** To be added to what is stored. */
  readonly minutes: readonly MinuteCounts[];
  /** To be added to what is stored. */
  readonly reuse: readonly ReuseCounts[];
  /** When the last lease of each identity ended. */
  readonly ends: ReadonlyMap<Impi, Instant>;
}

/** The counts of one lane while a transaction holds its checkpoint. */
export interface OpenActivity {
  readonly checkpoint: Position | 0;
  /** When the last lease of each of the identities ended; those without one are absent. */
  endsOf(impis: readonly Impi[]): Promise<ReadonlyMap<Impi, Instant>>;
  write(changes: ActivityChanges): Promise<void>;
}

/** The tables of the read model of activity. */
export interface ActivityStore {
  /** The last position of the lane that is counted. */
  checkpoint(lane: Lane): Promise<Position | 0>;
  /** One transaction that locks the lane's checkpoint first, so that two projectors cannot count an event twice. */
  inLane<T>(lane: Lane, work: (open: OpenActivity) => Promise<T>): Promise<T>;
}
