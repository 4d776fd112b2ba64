import type { DecidedInLane, LaneHead, LaneStore, OpenLane, Wanted } from '@allocator/application';
import type { Lane, LaneView } from '@allocator/domain';
import type { Pool } from 'pg';
import { type LaneClock, believed } from './lane-clock.js';
import { lockOneLane } from './locked-lane.js';
import { PostgresOpenLane } from './open-lane.js';
import { completeView, prefetch } from './prefetch.js';
import { inPipelinedTransaction, inTransaction } from './transaction.js';
import { writesOf } from './writes-of.js';

/** Lanes in PostgreSQL: the row lock of `lanes` is the lane's one writer. */
export class PostgresLaneStore implements LaneStore {
  constructor(
    private readonly pool: Pool,
    private readonly clock: LaneClock = believed,
  ) {}

  /** Two round trips: begin, lock and reads; writes and commit. */
  decideInLane<T>(
    lane: Lane,
    wanted: Wanted,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<T> {
    return inPipelinedTransaction(this.pool, async (client, begun) => {
      // Each statement reads as of its own begin (read committed), so what is sent behind the lock is read behind it.
      const [, locked, found] = await Promise.all([
        begun,
        lockOneLane(client, lane, this.clock),
        prefetch(client, lane, wanted),
      ]);
      const view = await completeView(client, locked, found);
      const { answer, changes } = decide(view, locked.head);
      return { answer, writes: changes === undefined ? [] : writesOf(lane, changes) };
    });
  }

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, async (client) => {
      const { head, now } = await lockOneLane(client, lane, this.clock);
      return work(new PostgresOpenLane(client, head, now));
    });
  }
}
