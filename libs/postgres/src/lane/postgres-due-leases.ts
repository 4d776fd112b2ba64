import type { DueLeases } from '@allocator/application';
import type { Instant, Lane } from '@allocator/domain';
import type { Pool } from 'pg';
import { askEachLane } from '../connection/ask-each-lane.js';
import { findEarliestBounds } from './statements/find-earliest-bounds.js';

export class PostgresDueLeases implements DueLeases {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  async earliestBounds(): ReturnType<DueLeases['earliestBounds']> {
    type Row = { lane: Lane; reassignable_at: Instant | null; now: number };
    const rows = await askEachLane<Row>(this.pool, this.lanes, findEarliestBounds);
    const bounds = rows.flatMap(({ lane, reassignable_at }) =>
      reassignable_at === null ? [] : [{ lane, reassignableAt: reassignable_at }],
    );
    return { now: Math.floor(rows[0]?.now ?? 0) as Instant, bounds };
  }
}
