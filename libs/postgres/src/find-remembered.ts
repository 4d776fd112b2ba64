import type { CommandId, Lane, Outcome, RememberedCommand } from '@allocator/domain';
import { decodeEvent, outcomeFrom, parseEventId } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { run } from './run.js';
import { findCommands } from './statements/find-commands.js';
import { findHistory } from './statements/find-history.js';

interface RememberedRow {
  command_id: CommandId;
  fingerprint: string;
  identity_number: number | null;
  document: string | null;
  outcome: Outcome | null;
}

/** Commands that were answered before, with the answer they got: kept as it was, or told again by its event. */
export async function findRemembered(
  client: PoolClient,
  lane: Lane,
  commandIds: readonly CommandId[],
): Promise<ReadonlyMap<CommandId, RememberedCommand>> {
  const remembered = new Map<CommandId, RememberedCommand>();
  if (commandIds.length === 0) return remembered;
  const rows = await run<RememberedRow>(client, findCommands, [lane, commandIds]);
  // An answer that was kept counts before the event that the same command caused.
  const counting = new Map(
    rows.sort((a, b) => Number(a.outcome !== null) - Number(b.outcome !== null)).map((row) => [row.command_id, row]),
  );
  for (const [commandId, row] of counting) {
    remembered.set(commandId, { fingerprint: row.fingerprint, ...(await answerOf(client, lane, row)) });
  }
  return remembered;
}

async function answerOf(
  client: PoolClient,
  lane: Lane,
  row: RememberedRow,
): Promise<Pick<RememberedCommand, 'outcome' | 'position'>> {
  if (row.outcome !== null) return { outcome: row.outcome, position: undefined };
  if (row.document === null) throw new Error(`command ${row.command_id} has neither event nor answer`);
  const event = decodeEvent(row.document);
  const { position } = event;
  const begin = 'assignmentId' in event.data ? event.data.assignmentId : null;
  if (event.type === 'Assigned' || event.type === 'IndicationIgnored' || begin === null) {
    return { outcome: outcomeFrom([event]), position };
  }
  const values = [lane, row.identity_number, parseEventId(begin)?.position, position];
  const history = await run<{ document: string }>(client, findHistory, values);
  return { outcome: outcomeFrom(history.map(({ document }) => decodeEvent(document))), position };
}
