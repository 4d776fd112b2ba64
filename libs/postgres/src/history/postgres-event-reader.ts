import type { EventReader, LaneCloser, LaneHead, LanesToRead, StoredEvent } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { isOnCitus } from '../connection/is-on-citus.js';
import { askEachLane } from '../connection/ask-each-lane.js';
import { ask } from '../connection/run.js';
import { closeLane } from './statements/close-lane.js';
import { readEvents } from './statements/read-events.js';
import { readLaneHead } from './statements/read-lane-head.js';
import { readLaneHeads } from './statements/read-lane-heads.js';

/** `subject` stands before `data` in every document, so the first match is the event's own. */
const subjectMember = /"subject":("(?:[^"\\]|\\.)*")/;

export class PostgresEventReader implements EventReader, LaneCloser {
  /** @param lanes their number: needed for those that answer, on Citus */
  constructor(
    private readonly pool: Pool,
    private readonly lanes = 0,
  ) {}

  async laneHeads(which: LanesToRead = 'all'): Promise<readonly LaneHead[]> {
    type Row = { lane: Lane; position: Position | 0; hash: Hash; closed_because: string | null };
    const rows =
      which === 'answering' && isOnCitus(this.pool)
        ? await askEachLane<Row>(this.pool, this.lanes, readLaneHead)
        : await ask<Row>(this.pool, readLaneHeads, []);
    return rows.map(({ closed_because, ...head }) => ({ ...head, closedBecause: closed_because ?? undefined }));
  }

  async readEvents(
    lane: Lane,
    after: Position | 0,
    { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
  ): Promise<readonly StoredEvent[]> {
    const values = [lane, after, countMax, bytesMax];
    const rows = await ask<{ position: Position; document: string }>(this.pool, readEvents, values);
    return rows.map(({ position, document }) => ({ lane, position, document, subject: subjectIn(document) }));
  }

  async closeLane(lane: Lane, reason: string): Promise<void> {
    await ask(this.pool, closeLane, [lane, reason]);
  }
}

function subjectIn(document: string): string {
  const text = subjectMember.exec(document)?.[1];
  if (text === undefined) throw new Error('an event document without a subject');
  return JSON.parse(text) as string;
}
