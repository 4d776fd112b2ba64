import type { AssignmentId, Lane, Position, RecordedEvent } from '@allocator/domain';
import { decodeEvent, parseEventId } from '@allocator/domain';
import type { ClientBase, Pool } from 'pg';
import { int8Array } from '../sql/binary-array.js';
import { run } from '../connection/run.js';
import { findHistories } from './statements/find-histories.js';

/** An assignment, and the last position of the events to read. */
export interface WantedHistory {
  readonly assignmentId: AssignmentId;
  /** Undefined: all events of the assignment. */
  readonly upTo?: Position;
}

/** The events of each assignment, in order; empty if there is no assignment with the id. One statement for all. */
export async function readHistories(
  client: ClientBase | Pool,
  lane: Lane,
  wanted: readonly WantedHistory[],
): Promise<readonly (readonly RecordedEvent[])[]> {
  const histories = await readDocuments(client, lane, wanted);
  return histories.map((documents) => documents.map(decodeEvent));
}

/** Like `readHistories`, but returns the stored documents. */
export async function readDocuments(
  client: ClientBase | Pool,
  lane: Lane,
  wanted: readonly WantedHistory[],
): Promise<readonly (readonly string[])[]> {
  if (wanted.length === 0) return [];
  const begins = wanted.map(({ assignmentId }) => parseEventId(assignmentId)?.position ?? 0);
  const lasts = wanted.map(({ upTo }) => upTo ?? Number.MAX_SAFE_INTEGER);
  type Row = { begin: number; last: number; document: string };
  const rows = await run<Row>(client, findHistories, [lane, int8Array(begins), int8Array(lasts)]);
  const histories = new Map<string, string[]>();
  for (const { begin, last, document } of rows) {
    const key = `${String(begin)}:${String(last)}`;
    const history = histories.get(key) ?? [];
    history.push(document);
    histories.set(key, history);
  }
  return wanted.map((_, index) => histories.get(`${String(begins[index])}:${String(lasts[index])}`) ?? []);
}
