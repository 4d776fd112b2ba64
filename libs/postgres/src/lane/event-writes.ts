import type { LaneChanges } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { Call } from '../connection/run.js';
import {
  bigintArray,
  instantArray,
  int2Array,
  int4Array,
  int8Array,
  textArray,
  uuidArray,
} from '../sql/binary-array.js';
import { advanceLanes } from './statements/advance-lanes.js';
import { insertEvents } from './statements/insert-events.js';

/** What a transaction appends to one of its lanes. */
interface LaneAppends extends Pick<LaneChanges, 'events' | 'head'> {
  readonly lane: Lane;
  readonly imported?: LaneChanges['imported'];
}

/** Appends the documents as they are, and moves the lanes' ends after them. */
export function eventWrites(lanes: readonly LaneAppends[]): readonly Call[] {
  const appended = lanes.filter(({ events }) => events.length > 0);
  if (appended.length === 0) return [];
  const events = appended.flatMap((each) => each.events);
  return [
    {
      statement: insertEvents,
      values: [
        int2Array(appended.flatMap(({ lane, events: { length } }) => new Array<Lane>(length).fill(lane))),
        int8Array(events.map(({ position }) => position)),
        textArray(events.map(({ type }) => type)),
        int4Array(events.map(({ identity }) => identity)),
        uuidArray(events.map(({ command }) => command?.commandId)),
        bigintArray(
          events.map(({ command }) => (command?.fingerprint === undefined ? undefined : BigInt(command.fingerprint))),
        ),
        textArray(events.map(({ document }) => document)),
      ],
    },
    {
      statement: advanceLanes,
      values: [
        appended.map(({ lane }) => lane),
        int8Array(appended.map(({ head }) => head.position)),
        textArray(appended.map(({ head }) => head.hash)),
        instantArray(appended.map(({ head }) => head.recordedAt)),
        int4Array(appended.map(({ imported = [] }) => imported.length)),
      ],
    },
  ];
}
