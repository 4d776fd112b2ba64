import type { LaneHead } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { readLaneHeads } from './statements/read-lane-heads.js';

/** A row of `lanes`, as its statements read it. */
export interface HeadRow {
  readonly lane: Lane;
  readonly position: Position | 0;
  readonly hash: Hash;
  readonly closed_because: string | null;
}

/** In the order of their numbers. Throws `StoreUnavailableError` if a server with lanes does not answer. */
export async function headsOfAllLanes(pool: Pool): Promise<readonly LaneHead[]> {
  return (await ask<HeadRow>(pool, readLaneHeads, [])).map(laneHeadOf);
}

export function laneHeadOf({ closed_because, ...head }: HeadRow): LaneHead {
  return { ...head, closedBecause: closed_because ?? undefined };
}
