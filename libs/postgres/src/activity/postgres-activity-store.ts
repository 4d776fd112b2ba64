import type { ActivityChanges, ActivityStore, MinuteCounts, OpenActivity } from '@allocator/application';
import type { Impi, Instant, Lane, PoolId, Position } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../connection/in-transaction.js';
import { run } from '../connection/run.js';
import { addActivity } from './statements/add-activity.js';
import { addReuse } from './statements/add-reuse.js';
import { beginCheckpoint } from './statements/begin-checkpoint.js';
import { findEnds } from './statements/find-ends.js';
import { keepEnds } from './statements/keep-ends.js';
import { lockCheckpoint } from './statements/lock-checkpoint.js';
import { readCheckpoint } from './statements/read-checkpoint.js';
import { setCheckpoint } from './statements/set-checkpoint.js';

/** The name of the read model's checkpoints. */
export const activityProjection = 'pool-activity';

type CheckpointRow = { position: Position | 0 };

export class PostgresActivityStore implements ActivityStore {
  constructor(private readonly pool: Pool) {}

  async checkpoint(lane: Lane): Promise<Position | 0> {
    const [row] = await run<CheckpointRow>(this.pool, readCheckpoint, [activityProjection, lane]);
    return row?.position ?? 0;
  }

  inLane<T>(lane: Lane, work: (open: OpenActivity) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, async (client) => {
      await run(client, beginCheckpoint, [activityProjection, lane]);
      const [row] = await run<CheckpointRow>(client, lockCheckpoint, [activityProjection, lane]);
      return work({
        checkpoint: row?.position ?? 0,
        endsOf: (impis) => endsOf(client, lane, impis),
        write: (changes) => write(client, lane, changes),
      });
    });
  }
}

async function endsOf(client: PoolClient, lane: Lane, impis: readonly Impi[]): Promise<ReadonlyMap<Impi, Instant>> {
  if (impis.length === 0) return new Map();
  const rows = await run<{ impi: Impi; ended_at: Instant }>(client, findEnds, [lane, impis]);
  return new Map(rows.map(({ impi, ended_at }) => [impi, ended_at]));
}

async function write(
  client: PoolClient,
  lane: Lane,
  { checkpoint, minutes, reuse, ends }: ActivityChanges,
): Promise<void> {
  if (minutes.length > 0) await run(client, addActivity, [lane, ...minuteColumns(minutes)]);
  if (reuse.length > 0) {
    const buckets = reuse.map(({ bucket }) => bucket);
    const assignments = reuse.map((each) => each.assignments);
    await run(client, addReuse, [lane, ...placesOf(reuse), buckets, assignments]);
  }
  if (ends.size > 0) await run(client, keepEnds, [lane, [...ends.keys()], [...ends.values()].map(toIso)]);
  await run(client, setCheckpoint, [activityProjection, lane, checkpoint]);
}

function placesOf(counts: readonly { readonly poolId: PoolId; readonly minute: Instant }[]): [string[], string[]] {
  return [counts.map(({ poolId }) => poolId), counts.map(({ minute }) => toIso(minute))];
}

function minuteColumns(counts: readonly MinuteCounts[]): unknown[] {
  const column = (name: Exclude<keyof MinuteCounts, 'poolId' | 'minute'>): number[] => counts.map((each) => each[name]);
  return [
    ...placesOf(counts),
    column('assigned'),
    column('released'),
    column('expired'),
    column('refused'),
    column('anonymous'),
    column('ended'),
    column('hinted'),
    column('indicated'),
    column('wastedSeconds'),
  ];
}
