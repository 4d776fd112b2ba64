import type { InstallationFigures, LaneFigures, PoolFigures, StateCounts } from '@allocator/application';
import type { Instant, Lane, PoolId, Position } from '@allocator/domain';
import { fromIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { activityProjection } from '../activity/postgres-activity-store.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { clockDifferenceMs } from '../lane/lane-clock.js';
import { readLaneFigures } from './statements/read-lane-figures.js';
import { readPoolFigures } from './statements/read-pool-figures.js';

interface PoolRow extends StateCounts {
  readonly pool_id: PoolId | null;
  readonly pools: number;
  readonly exhausted: number;
}

interface LaneRow {
  readonly lane: Lane;
  readonly position: Position | 0;
  readonly is_closed: boolean;
  readonly now: number;
  readonly earliest_bound: Instant | null;
  readonly projected_up_to: Position | 0;
  readonly checkpoint: string | null;
}

const none: StateCounts = { assignable: 0, assigned: 0, held: 0, quarantined: 0, suspended: 0 };

export class PostgresInstallationFigures implements InstallationFigures {
  /** @param pool for reads that can be slow: no decision waits for its connections */
  constructor(
    private readonly pool: Pool,
    private readonly laneCount: number,
  ) {}

  async pools(namedMax: number): Promise<PoolFigures> {
    // Sums without a lane would be too small, and other pools would be named.
    const rows = await askEachLane<PoolRow>(this.pool, this.laneCount, readPoolFigures, [namedMax], { which: 'all' });
    const named = rows
      .flatMap(({ pool_id: poolId, pools: _, exhausted: __, ...counts }) =>
        poolId === null ? [] : [{ poolId, ...counts }],
      )
      .sort((a, b) => (a.poolId < b.poolId ? -1 : 1))
      // On Citus, each lane has named so many.
      .slice(0, namedMax);
    return {
      named,
      sum: rows.reduce(plus, none),
      pools: rows.reduce((sum, { pools }) => sum + pools, 0),
      exhausted: rows.reduce((sum, { exhausted }) => sum + exhausted, 0),
    };
  }

  async lanes(): Promise<readonly LaneFigures[]> {
    const requestedAt = Date.now();
    const rows = await askEachLane<LaneRow>(this.pool, this.laneCount, readLaneFigures, [activityProjection]);
    const receivedAt = Date.now();
    return rows.map(({ lane, position, now, ...row }) => ({
      lane,
      position,
      isClosed: row.is_closed,
      overdueMs: row.earliest_bound === null ? 0 : Math.max(0, now - row.earliest_bound),
      projectedUpTo: row.projected_up_to,
      checkpoint: row.checkpoint === null ? undefined : checkpointIn(row.checkpoint),
      clockDifferenceMs: clockDifferenceMs(now, requestedAt, receivedAt),
    }));
  }
}

function plus(sum: StateCounts, counts: StateCounts): StateCounts {
  return {
    assignable: sum.assignable + counts.assignable,
    assigned: sum.assigned + counts.assigned,
    held: sum.held + counts.held,
    quarantined: sum.quarantined + counts.quarantined,
    suspended: sum.suspended + counts.suspended,
  };
}

/** What the service has signed itself: the payload of a JWS in compact serialisation. */
function checkpointIn(jws: string): LaneFigures['checkpoint'] {
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString();
  const { position, time } = JSON.parse(payload) as { readonly position: Position; readonly time: string };
  return { position, time: fromIso(time) };
}
