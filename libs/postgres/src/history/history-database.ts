import type { LaneHead, SignedCheckpoint } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import pg from 'pg';
import { headsOfAllLanes } from './heads-of-all-lanes.js';
import { ask } from '../connection/run.js';
import type { SessionNeeds } from '../connection/prepare-session.js';
import { sessionConfig } from '../connection/session-config.js';
import { readCheckpoints } from './statements/read-checkpoints.js';
import { readDocuments } from './statements/read-documents.js';

const connectionsMax = 2;
const checkpointsMax = 10_000;
const readerNeeds: SessionNeeds = {
  settings: { default_transaction_read_only: 'on' },
  writes: false,
  applicationName: 'allocator',
};

/** Reads the history, for auditors: with any login that can select from `lanes`, `events` and `checkpoints`. */
export class HistoryDatabase {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({
      ...sessionConfig(url, readerNeeds),
      max: connectionsMax,
    });
    this.pool.on('error', () => undefined);
  }

  lanes(): Promise<readonly LaneHead[]> {
    return headsOfAllLanes(this.pool);
  }

  /** In the order of their positions, with any gaps. */
  async documents(lane: Lane, after: Position | 0, countMax: number): Promise<readonly StoredDocument[]> {
    return ask<StoredDocument>(this.pool, readDocuments, [lane, after, countMax]);
  }

  async checkpoints(lane: Lane): Promise<readonly string[]> {
    const all: string[] = [];
    for (let after: Position | 0 = 0; ;) {
      const page: readonly SignedCheckpoint[] = await ask<SignedCheckpoint>(this.pool, readCheckpoints, [
        lane,
        after,
        checkpointsMax,
      ]);
      all.push(...page.map(({ jws }) => jws));
      const last = page.at(-1);
      if (page.length < checkpointsMax || last === undefined) return all;
      after = last.position;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** A row of `events`. The position is that of the table; a tampered document can state another. */
export interface StoredDocument {
  readonly position: Position;
  readonly document: string;
}
