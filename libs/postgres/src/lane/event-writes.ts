import type { LaneChanges } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import { bigintArray, int4Array, int8Array, textArray, uuidArray } from '../sql/binary-array.js';
import type { Call } from '../connection/run.js';
import { advanceLane } from './statements/advance-lane.js';
import { insertEvents } from './statements/insert-events.js';

/** Appends the documents as they are, and moves the lane's end after them. */
export function eventWrites(
  lane: Lane,
  { events, head }: Pick<LaneChanges, 'events' | 'head'>,
  identitiesImported = 0,
): readonly Call[] {
  if (events.length === 0) return [];
  const columns = [
    int8Array(events.map(({ position }) => position)),
    textArray(events.map(({ type }) => type)),
    int4Array(events.map(({ identity }) => identity)),
    uuidArray(events.map(({ command }) => command?.commandId)),
    bigintArray(
      events.map(({ command }) => (command?.fingerprint === undefined ? undefined : BigInt(command.fingerprint))),
    ),
    textArray(events.map(({ document }) => document)),
  ];
  const end = [head.position, head.hash, toIso(head.recordedAt), identitiesImported];
  return [
    { statement: insertEvents, values: [lane, ...columns] },
    { statement: advanceLane, values: [lane, ...end] },
  ];
}
