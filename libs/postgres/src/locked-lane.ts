import type { LockedLane } from '@allocator/application';
import type { Hash, Instant, Lane, Position } from '@allocator/domain';
import type { PoolClient } from 'pg';
import type { LaneClock } from './lane-clock.js';
import { run } from './run.js';
import { lockLane } from './statements/lock-lane.js';

interface LockedRow {
  position: Position | 0;
  hash: Hash;
  closed: string | null;
  now: Instant;
}

/** Takes the lane's lock for the rest of the transaction; the time is read behind the lock, and judged by `clock`. */
export async function lockOneLane(client: PoolClient, lane: Lane, clock: LaneClock): Promise<LockedLane> {
  const askedAt = Date.now();
  const [row] = await run<LockedRow>(client, lockLane, [lane]);
  if (row === undefined) throw new Error(`there is no lane ${String(lane)}`);
  const { position, hash, closed, now } = row;
  // P5: without a clock that can be read there is no assignment.
  if (!Number.isSafeInteger(now)) throw new Error(`the database's clock cannot be read: ${String(now)}`);
  clock(now, askedAt, Date.now());
  return { head: { lane, position, hash, closedBecause: closed ?? undefined }, now };
}
