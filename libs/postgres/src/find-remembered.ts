import type { CommandId, Lane, Outcome, RecordedEvent, RememberedCommand } from '@allocator/domain';
import { decodeEvent, outcomeFrom } from '@allocator/domain';
import type { PoolClient } from 'pg';
import type { WantedHistory } from './read-histories.js';
import { readHistories } from './read-histories.js';

export interface RememberedRow {
  command_id: CommandId;
  /** Null where the event came back from the topic, which does not have it. */
  fingerprint: string | null;
  document: string | null;
  outcome: Outcome | null;
}

/** Commands that were answered before, with the answer they got: kept as it was, or told again by its event. */
export async function rememberedFrom(
  client: PoolClient,
  lane: Lane,
  rows: readonly RememberedRow[],
): Promise<ReadonlyMap<CommandId, RememberedCommand>> {
  const remembered = new Map<CommandId, RememberedCommand>();
  for (const { command_id, fingerprint, outcome } of rows) {
    if (outcome !== null)
      remembered.set(command_id, { fingerprint: fingerprint ?? undefined, outcome, position: undefined });
  }
  // An answer that was kept counts before the event that the same command caused.
  const told = rows.flatMap(({ command_id, fingerprint, document }) =>
    document === null || remembered.has(command_id)
      ? []
      : [{ command_id, fingerprint: fingerprint ?? undefined, event: decodeEvent(document) }],
  );
  const histories = await historiesOf(
    client,
    lane,
    told.map(({ event }) => event),
  );
  for (const [index, { command_id, fingerprint, event }] of told.entries()) {
    const outcome = outcomeFrom(histories[index] ?? [event]);
    remembered.set(command_id, { fingerprint, outcome, position: event.position });
  }
  return remembered;
}

/** What it takes to give each event's answer again: the event alone, or its assignment's events up to it. */
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
