import type { HoldMove, Identity, Instant, Lane, OperatorId, PoolId } from '@allocator/domain';
import type { LaneHead } from './event-reader.js';
import type { LaneChanges } from './lane-store.js';

/** A pool whose leases are being moved to raised terms. */
export interface MovingPool {
  readonly lane: Lane;
  readonly poolId: PoolId;
}

/** The next leases of a pool that are to be moved, in a lane whose lock is held. */
export interface MoveBatch {
  readonly head: LaneHead;
  readonly now: Instant;
  readonly move: HoldMove;
  /** Identities whose latest lease is on an older version, and can be moved, by number. */
  readonly identities: readonly Identity[];
}

/** Moves that are under way, with how far each has come: what a crash leaves is gone on with by whoever looks next. */
export interface HoldMoves {
  /** By lane; of one operator, or all. One cheap statement: it is polled. */
  movingPools(operatorId?: OperatorId): Promise<readonly MovingPool[]>;
  /**
   * One batch in one transaction: takes the lane's lock, reads the next identities, writes what `decide` makes of them and
   * how far the move has come. True where more are left. Where `decide` throws, nothing is written.
   */
  moveBatch(
    pool: MovingPool,
    countMax: number,
    decide: (batch: MoveBatch) => Pick<LaneChanges, 'events' | 'head' | 'changed'> | undefined,
  ): Promise<boolean>;
}
