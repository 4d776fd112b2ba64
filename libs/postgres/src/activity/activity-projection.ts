import type { ActivityProjection, StoredEvent } from '@allocator/application';
import { ProjectionGapError } from '@allocator/application';
import type { Impi, Instant, Lane, PoolId, Position, RecordedEvent } from '@allocator/domain';
import { decodeEvent, toIso } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import type { MinuteCounts } from './activity-tally.js';
import { ActivityTally } from './activity-tally.js';
import { run } from '../connection/run.js';
import { addActivity } from './statements/add-activity.js';
import { addReuse } from './statements/add-reuse.js';
import { findEnds } from './statements/find-ends.js';
import { keepEnds } from './statements/keep-ends.js';
import { inTransaction } from '../connection/in-transaction.js';

/** The name of its checkpoints. */
export const activityProjection = 'pool-activity';
/** `pool_activity` and what analysts ask besides, in PostgreSQL. The checkpoint's row is locked first, so two projectors cannot count an event twice. */
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
      const fresh: RecordedEvent[] = [];
      for (const { position, document } of events) {
        if (position <= checkpoint) continue;
        if (position !== checkpoint + 1) throw new ProjectionGapError(lane, checkpoint, position);
        fresh.push(decodeEvent(document));
        checkpoint = position;
      }
      await add(client, lane, fresh);
      await client.query(`update projection_checkpoints set position = $3 where projection = $1 and lane = $2`, [
        activityProjection,
        lane,
        checkpoint,
      ]);
      return checkpoint as Position | 0;
    });
  }
}

async function add(client: PoolClient, lane: Lane, events: readonly RecordedEvent[]): Promise<void> {
  const tally = new ActivityTally(await endsOf(client, lane, events));
  for (const event of events) tally.add(event);
  const { minutes, reuse, endsOfIdentities } = tally;
  if (minutes.length > 0) await run(client, addActivity, [lane, ...minuteColumns(minutes)]);
  if (reuse.length > 0) {
    await run(client, addReuse, [
      lane,
      ...placesOf(reuse),
      reuse.map(({ bucket }) => bucket),
      reuse.map((each) => each.lendings),
    ]);
  }
  if (endsOfIdentities.size > 0) {
    await run(client, keepEnds, [lane, [...endsOfIdentities.keys()], [...endsOfIdentities.values()].map(toIso)]);
  }
}

/** Of the identities that are lent anew in these events. */
async function endsOf(
  client: PoolClient,
  lane: Lane,
  events: readonly RecordedEvent[],
): Promise<ReadonlyMap<Impi, Instant>> {
  const again = events.flatMap((event) =>
    event.type === 'Assigned' && event.data.generation > 1 ? [event.data.impi] : [],
  );
  if (again.length === 0) return new Map();
  const rows = await run<{ impi: Impi; ended_at: Instant }>(client, findEnds, [lane, [...new Set(again)]]);
  return new Map(rows.map(({ impi, ended_at }) => [impi, ended_at]));
}

function placesOf(counts: readonly { readonly poolId: PoolId; readonly minute: Instant }[]): [string[], string[]] {
  return [counts.map(({ poolId }) => poolId), counts.map(({ minute }) => toIso(minute))];
}

function minuteColumns(counts: readonly MinuteCounts[]): unknown[] {
  const column = (name: Exclude<keyof MinuteCounts, 'poolId' | 'minute'>): number[] => counts.map((each) => each[name]);
  return [
    ...placesOf(counts),
    ...(['assigned', 'released', 'expired', 'refused'] as const).map(column),
    ...(['anonymous', 'ended', 'hinted', 'indicated', 'wastedSeconds'] as const).map(column),
  ];
}
