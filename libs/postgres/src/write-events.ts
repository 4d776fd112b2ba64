import type { LaneChanges } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import type { PoolClient } from 'pg';
import { run } from './run.js';
import { advanceLane } from './statements/advance-lane.js';
import { insertEvents } from './statements/append-events.js';

/** Appends the documents as they are and moves the lane's end behind them. */
export async function writeEvents(
  client: PoolClient,
  lane: Lane,
  { events, head }: Pick<LaneChanges, 'events' | 'head'>,
  identitiesImported = 0,
): Promise<void> {
  if (events.length === 0) return;
  await run(client, insertEvents, [
    lane,
    events.map(({ position }) => position),
    events.map(({ type }) => type),
    events.map(({ identity }) => identity ?? null),
    events.map(({ command }) => command?.commandId ?? null),
    events.map(({ command }) => command?.fingerprint ?? null),
    events.map(({ document }) => document).join('\n'),
  ]);
  await run(client, advanceLane, [lane, head.position, head.hash, toIso(head.recordedAt), identitiesImported]);
}
