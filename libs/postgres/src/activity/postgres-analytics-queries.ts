import type { AnalyticsMinute, AnalyticsQueries, PoolDemand, ReuseBucket } from '@allocator/application';
import type { Instant, PoolId } from '@allocator/domain';
import { laneOf, toIso } from '@allocator/domain';
import type { Pool } from 'pg';
import { reuseBuckets } from '@allocator/application';
import { askInLanes } from '../connection/ask-in-lanes.js';
import { ask } from '../connection/run.js';
import { textArray } from '../sql/binary-array.js';
import { readAnalytics } from './statements/read-analytics.js';
import { readDemands } from './statements/read-demands.js';
import { readReuse } from './statements/read-reuse.js';

export class PostgresAnalyticsQueries implements AnalyticsQueries {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  minutes(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<readonly AnalyticsMinute[]> {
    return ask<AnalyticsMinute>(this.pool, readAnalytics, [...this.span(poolId, from, until), limit]);
  }

  async demands(poolIds: readonly PoolId[], from: Instant): Promise<ReadonlyMap<PoolId, PoolDemand>> {
    const placed = poolIds.map((poolId) => ({ poolId, lane: laneOf(poolId, this.lanes) }));
    const rows = await askInLanes<PoolDemand & { pool_id: PoolId }, (typeof placed)[number]>(
      this.pool,
      readDemands,
      placed,
      (of) => [textArray(of.map(({ poolId }) => poolId)), toIso(from)],
    );
    return new Map(rows.map(({ pool_id: poolId, ...demand }) => [poolId, demand]));
  }

  async reuse(poolId: PoolId, from: Instant, until: Instant): Promise<readonly ReuseBucket[]> {
    type Row = { bucket: number; assignments: number };
    const rows = await ask<Row>(this.pool, readReuse, this.span(poolId, from, until));
    const assignments = new Map(rows.map((row) => [row.bucket, row.assignments]));
    return [...reuseBuckets, null].map((belowSeconds, bucket) => ({
      belowSeconds,
      assignments: assignments.get(bucket) ?? 0,
    }));
  }

  private span(poolId: PoolId, from: Instant, until: Instant): unknown[] {
    return [laneOf(poolId, this.lanes), poolId, toIso(from), toIso(until)];
  }
}
