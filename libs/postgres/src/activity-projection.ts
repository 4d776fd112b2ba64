import type { ActivityProjection, StoredEvent } from '@allocator/application';
import { ProjectionGapError } from '@allocator/application';
import type { EventType, Lane, PoolId, Position } from '@allocator/domain';
import { decodeEvent } from '@allocator/domain';
import type { Pool } from 'pg';
import { run } from './run.js';
import { addActivity } from './statements/add-activity.js';
import { inTransaction } from './transaction.js';

/** The name of its checkpoints. */
export const activityProjection = 'pool-activity';
const minuteMs = 60_000;

type Counts = { poolId: PoolId; minute: number; assigned: number; released: number; expired: number; refused: number };

/** `pool_activity` in PostgreSQL. The checkpoint's row is locked first, so two projectors cannot count an event twice. */
export class PostgresActivityProjection implements ActivityProjection {
  constructor(private readonly pool: Pool) {}

  async checkpoint(lane: Lane): Promise<Position | 0> {
    const { rows } = await this.pool.query<{ position: Position | 0 }>(
      'select position::float8 as position from projection_checkpoints where projection = $1 and lane = $2',
      [activityProjection, lane],
    );
    return rows[0]?.position ?? 0;
  }

  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0> {
    return inTransaction(this.pool, async (client) => {
      await client.query(
        `insert into projection_checkpoints (projection, lane, position) values ($1, $2, 0) on conflict do nothing`,
        [activityProjection, lane],
      );
      const { rows } = await client.query<{ position: number }>(
        `select position::float8 as position from projection_checkpoints
          where projection = $1 and lane = $2 for update`,
        [activityProjection, lane],
      );
      let checkpoint = rows[0]?.position ?? 0;
      const counts = new Map<string, Counts>();
      for (const event of events) {
        if (event.position <= checkpoint) continue;
        if (event.position !== checkpoint + 1) throw new ProjectionGapError(lane, checkpoint, event.position);
        count(counts, event);
        checkpoint = event.position;
      }
      if (counts.size > 0) await run(client, addActivity, activityArrays(lane, [...counts.values()]));
      await client.query(`update projection_checkpoints set position = $3 where projection = $1 and lane = $2`, [
        activityProjection,
        lane,
        checkpoint,
      ]);
      return checkpoint as Position | 0;
    });
  }
}

const countedAs: Partial<Record<EventType, 'assigned' | 'released' | 'expired' | 'refused'>> = {
  Assigned: 'assigned',
  Released: 'released',
  Expired: 'expired',
  Refused: 'refused',
};

function count(counts: Map<string, Counts>, { document }: StoredEvent): void {
  const event = decodeEvent(document);
  const column = countedAs[event.type];
  if (column === undefined || !('poolId' in event.data) || event.data.poolId === null) return;
  // A fact belongs to the minute in which it holds: an Expired that was recorded late, to the minute of its bound.
  const at = 'effectiveAt' in event.data ? event.data.effectiveAt : event.recordedAt;
  const minute = at - (at % minuteMs);
  const { poolId } = event.data;
  const key = `${String(minute)}:${poolId}`;
  const counted = counts.get(key) ?? { poolId, minute, assigned: 0, released: 0, expired: 0, refused: 0 };
  counted[column] += event.type === 'Refused' ? event.data.count : 1;
  counts.set(key, counted);
}

function activityArrays(lane: Lane, counts: readonly Counts[]): unknown[] {
  return [
    lane,
    counts.map(({ poolId }) => poolId),
    counts.map(({ minute }) => new Date(minute).toISOString()),
    counts.map(({ assigned }) => assigned),
    counts.map(({ released }) => released),
    counts.map(({ expired }) => expired),
    counts.map(({ refused }) => refused),
  ];
}
