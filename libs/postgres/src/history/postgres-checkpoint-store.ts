import type { Checkpoint, CheckpointStore, SignedCheckpoint } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask } from '../connection/run.js';
import { findUnpublished } from './statements/find-unpublished.js';
import { findUnsigned } from './statements/find-unsigned.js';
import { keepCheckpoints } from './statements/keep-checkpoints.js';
import { markPublished } from './statements/mark-published.js';
import { readCheckpoints } from './statements/read-checkpoints.js';

export class PostgresCheckpointStore implements CheckpointStore {
  constructor(
    private readonly pool: Pool,
    private readonly lanes: number,
  ) {}

  unsigned(): Promise<readonly Checkpoint[]> {
    return askEachLane<Checkpoint>(this.pool, this.lanes, findUnsigned);
  }

  async keep(checkpoints: readonly SignedCheckpoint[]): Promise<void> {
    if (checkpoints.length === 0) return;
    const columns = [checkpoints.map(({ lane }) => lane), checkpoints.map(({ position }) => position)];
    await ask(this.pool, keepCheckpoints, [...columns, checkpoints.map(({ jws }) => jws)]);
  }

  async unpublished(countMax: number): Promise<readonly SignedCheckpoint[]> {
    const found = await askEachLane<SignedCheckpoint>(this.pool, this.lanes, findUnpublished, [countMax]);
    // On Citus, each lane has answered so many.
    return found.slice(0, countMax);
  }

  async published(checkpoints: readonly SignedCheckpoint[]): Promise<void> {
    for (const lane of new Set(checkpoints.map((checkpoint) => checkpoint.lane))) {
      const positions = checkpoints.filter((checkpoint) => checkpoint.lane === lane).map(({ position }) => position);
      await ask(this.pool, markPublished, [positions.map(() => lane), positions]);
    }
  }

  read(lane: Lane, after: Position | 0, countMax: number): Promise<readonly SignedCheckpoint[]> {
    return ask<SignedCheckpoint>(this.pool, readCheckpoints, [lane, after, countMax]);
  }
}
