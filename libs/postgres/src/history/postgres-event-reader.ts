import type { EventReader, LaneCloser, LaneHead, LanesToRead, StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { isOnCitus } from '../connection/is-on-citus.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask } from '../connection/run.js';
import { eventsOfLane } from './events-of-lane.js';
import { headsOfAllLanes, laneHeadOf } from './heads-of-all-lanes.js';
import type { HeadRow } from './heads-of-all-lanes.js';
import { closeLane } from './statements/close-lane.js';
import { readLaneHead } from './statements/read-lane-head.js';

export class PostgresEventReader implements EventReader, LaneCloser {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async laneHeads(which: LanesToRead = 'all'): Promise<readonly LaneHead[]> {
    if (which === 'all' || !isOnCitus(this.pool)) return headsOfAllLanes(this.pool);
    return (await askEachLane<HeadRow>(this.pool, this.lanes, readLaneHead)).map(laneHeadOf);
  }

  async laneHead(lane: Lane): Promise<LaneHead> {
    const [row] = await ask<HeadRow>(this.pool, readLaneHead, [[lane]]);
    if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
    return laneHeadOf(row);
  }

  readEvents(
    lane: Lane,
    after: Position | 0,
    limit: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<readonly StoredEvent[]> {
    return eventsOfLane(this.pool, lane, after, limit);
  }

  async closeLane(lane: Lane, reason: string): Promise<void> {
    await ask(this.pool, closeLane, [lane, reason]);
  }
}
