import { useState } from 'react';
import type { LaneFigures } from './lane-rows.js';
import type { UnsignedLane } from './unsigned-lanes.js';
import { unsignedLanes } from './unsigned-lanes.js';

/**
 * For how long this page has seen that a lane's last events are not signed, by lane, in seconds. The clock of this browser alone counts.
 * @param figures undefined: not read yet
 * @param readAtMs when the figures were read, in milliseconds since 1970
 */
export function useUnsignedSeconds(
  figures: readonly LaneFigures[] | undefined,
  readAtMs: number,
): ReadonlyMap<number, number> {
  const [last, setLast] = useState({ readAtMs: 0, lanes: [] as readonly UnsignedLane[] });
  if (figures !== undefined && last.readAtMs !== readAtMs) {
    setLast({ readAtMs, lanes: unsignedLanes(last.lanes, figures, readAtMs) });
  }
  return new Map(last.lanes.map(({ lane, sinceMs }) => [lane, (last.readAtMs - sinceMs) / 1_000]));
}
