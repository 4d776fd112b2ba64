import type { HoldMove, Identity, Instant, Lane, OperatorId, PoolId } from '@allocator/domain';
import type { LaneHead } from './event-reader.js';
import type { LaneChanges } from './lane-store.js';

/** A pool whose leases are being moved to raised terms. */
export interface MovingPool {
  readonly lane: Lane;
  readonly poolId: PoolId;
}

/** The next leases of a pool to be moved, in a lane whose lock is held. */
export interface MoveBatch {
  readonly head: LaneHead;
  readonly now: Instant;
  readonly move: HoldMove;
  /** Identities whose latest lease is on an older version and can be moved, by number. */
  readonly identities: readonly Identity[];
}

/** Unfinished moves, with how far each has come: any process can continue them after a crash. */
export interface HoldMoves {
  /** By lane, for polling: inexpensive. Leaves out lanes that do not answer, because they must not delay the others. */
  movingPools(): Promise<readonly MovingPool[]>;
  /** Of one operator, by lane. Throws if a lane does not answer. */
  movingPoolsOf(operatorId: OperatorId): Promise<readonly MovingPool[]>;
  /**
   * One batch in one transaction: takes the lane's lock, reads the next identities, writes the changes that `decide` returns and how far
   * the move has come. True if more are left. If `decide` throws, nothing is written.
   */
  moveBatch(
    pool: MovingPool,
    countMax: number,
    decide: (batch: MoveBatch) => Pick<LaneChanges, 'events' | 'head' | 'changed'> | undefined,
  ): Promise<boolean>;
}
