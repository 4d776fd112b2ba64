import type { StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { Pool } from 'pg';
import { ask } from '../connection/run.js';
import { subjectIn } from './subject-in.js';
import { readEvents } from './statements/read-events.js';

/** As `EventReader.readEvents`. */
export async function eventsOfLane(
  pool: Pool,
  lane: Lane,
  after: Position | 0,
  { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
): Promise<readonly StoredEvent[]> {
  type Row = { position: Position; document: string };
  const rows = await ask<Row>(pool, readEvents, [lane, after, countMax, bytesMax]);
  return rows.map(({ position, document }) => ({ lane, position, document, subject: subjectIn(document) }));
}
