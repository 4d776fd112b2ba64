import type { DecidedInLane, LaneHead, LaneStore, OpenLane, Wanted } from '@allocator/application';
import type { Lane, LaneView } from '@allocator/domain';
import type { Pool } from 'pg';
import { LaneLocks } from './lane-locks.js';
import { PostgresOpenLane } from './postgres-open-lane.js';
import { completeView, prefetch } from './prefetch.js';
import { inPipelinedTransaction, inTransaction } from '../connection/in-transaction.js';
import { writesOf } from './writes-of.js';

/** Lanes in PostgreSQL. The holder of the lane's row lock is its one writer. */
export class PostgresLaneStore implements LaneStore {
  constructor(
    private readonly pool: Pool,
    private readonly locks: LaneLocks = new LaneLocks(),
  ) {}

  /** Two round trips: begin, lock and reads; writes and commit. */
  decideInLane<T>(
    lane: Lane,
    wanted: Wanted,
    decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
  ): Promise<T> {
    const transact = () =>
      inPipelinedTransaction(this.pool, async (client, begun) => {
        // Each statement reads as of its own begin (read committed), so statements that are sent after the lock read the state after it.
        const [, locked, found] = await Promise.all([
          begun,
          this.locks.lock(client, lane),
          prefetch(client, lane, wanted),
        ]);
        const view = await completeView(client, locked, found);
        const { answer, changes } = decide(view, locked.head);
        const committed = { answer, heads: changes === undefined ? [] : [{ lane, ...changes.head }] };
        return { answer: committed, writes: changes === undefined ? [] : writesOf(lane, changes) };
      });
    return this.locks.guard(transact);
  }

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    const transact = () =>
      inTransaction(this.pool, async (client) => {
        const { head, now } = await this.locks.lock(client, lane);
        const open = new PostgresOpenLane(client, head, now);
        const answer = await work(open);
        return { answer, heads: open.written };
      });
    return this.locks.guard(transact);
  }
}
