import type { LaneStore, OpenLane } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Pool } from 'pg';
import { lockOneLane } from './locked-lane.js';
import { PostgresOpenLane } from './open-lane.js';
import { inTransaction } from './transaction.js';

/** Lanes in PostgreSQL: the row lock of `lanes` is the lane's one writer. */
export class PostgresLaneStore implements LaneStore {
  constructor(private readonly pool: Pool) {}

  inLane<T>(lane: Lane, work: (lane: OpenLane) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, async (client) => {
      const { head, now } = await lockOneLane(client, lane);
      return work(new PostgresOpenLane(client, head, now));
    });
  }
}
