import type { CommandId, Lane, Outcome, RecordedEvent, RememberedCommand, SubjectId } from '@allocator/domain';
import { assignedTo, decodeEvent, outcomeFrom } from '@allocator/domain';
import type { PoolClient } from 'pg';
import type { WantedHistory } from '../history/read-histories.js';
import { uuidArray } from '../sql/binary-array.js';
import { readHistories } from '../history/read-histories.js';
import { run } from '../connection/run.js';
import { findErased } from './statements/find-erased.js';

export interface RememberedRow {
  command_id: CommandId;
  /** Null if the event was restored from the topic, which does not have fingerprints. */
  fingerprint: string | null;
  document: string | null;
  outcome: Outcome | null;
  /** Opaque id of the subject of a stored answer. */
  subject_id: SubjectId | null;
}

/** Commands that were answered before, with their answers: stored, or computed again from their events. */
export async function rememberedFrom(
  client: PoolClient,
  lane: Lane,
  rows: readonly RememberedRow[],
): Promise<ReadonlyMap<CommandId, RememberedCommand>> {
  const remembered = new Map<CommandId, RememberedCommand>();
  const keep = (row: RememberedRow, of: Omit<RememberedCommand, 'fingerprint'>): void => {
    remembered.set(row.command_id, { fingerprint: row.fingerprint ?? undefined, ...of });
  };
  for (const row of rows) {
    const { outcome, subject_id } = row;
    if (outcome !== null) keep(row, { outcome, subjectId: subject_id ?? undefined, position: undefined });
  }
  // A stored answer takes precedence over the event that the same command caused.
  const byEvent = rows.flatMap((row) =>
    row.document === null || remembered.has(row.command_id) ? [] : [{ row, event: decodeEvent(row.document) }],
  );
  const histories = await historiesOf(
    client,
    lane,
    byEvent.map(({ event }) => event),
  );
  for (const [index, { row, event }] of byEvent.entries()) {
    const outcome = outcomeFrom(histories[index] ?? [event]);
    keep(row, { outcome, subjectId: assignedTo(event), position: event.position });
  }
  return withoutErased(client, lane, remembered);
}

/** Erased subjects can no longer be compared. */
async function withoutErased(
  client: PoolClient,
  lane: Lane,
  remembered: ReadonlyMap<CommandId, RememberedCommand>,
): Promise<ReadonlyMap<CommandId, RememberedCommand>> {
  const named = [...remembered.values()].flatMap(({ subjectId }) => subjectId ?? []);
  if (named.length === 0) return remembered;
  const rows = await run<{ subject_id: SubjectId }>(client, findErased, [lane, uuidArray(named)]);
  const erased = new Set(rows.map(({ subject_id }) => subject_id));
  return new Map(
    [...remembered].map(([commandId, command]) => {
      const { subjectId } = command;
      return [
        commandId,
        subjectId !== undefined && erased.has(subjectId) ? { ...command, subjectId: undefined } : command,
      ];
    }),
  );
}

/** The events that each answer is computed from: the event alone, or its assignment's events up to it. */
async function historiesOf(
  client: PoolClient,
  lane: Lane,
  events: readonly RecordedEvent[],
): Promise<readonly (readonly RecordedEvent[])[]> {
  const wanted = events.map(wantedFor);
  const read = await readHistories(
    client,
    lane,
    wanted.filter((each) => each !== undefined),
  );
  let next = 0;
  return events.map((event, index) => (wanted[index] === undefined ? [event] : (read[next++] ?? [])));
}

function wantedFor(event: RecordedEvent): WantedHistory | undefined {
  if (event.type !== 'Prolonged' && event.type !== 'Released') return undefined;
  return { assignmentId: event.data.assignmentId, upTo: event.position };
}
