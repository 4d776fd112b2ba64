import type { LaneFigures } from './lane-rows.js';

/** A lane whose last events are not signed. */
export interface UnsignedLane {
  readonly lane: number;
  /** When its last checkpoint was signed. */
  readonly checkpointAt: string;
  /** The first reading with unsigned events after this checkpoint, in milliseconds since 1970. */
  readonly sinceMs: number;
}

/**
 * The lanes with unsigned events, from reading to reading. The age of a checkpoint alone says nothing: that of an idle lane is old, and
 * its next event is unsigned for a moment. Without any checkpoint, nothing may be signed by choice.
 * @param earlier of the last reading
 * @param readAtMs when the figures were read, by the same clock as in the last reading
 */
export function unsignedLanes(
  earlier: readonly UnsignedLane[],
  figures: readonly LaneFigures[],
  readAtMs: number,
): readonly UnsignedLane[] {
  return figures.flatMap(({ lane, checkpointAt, checkpointLag }) => {
    if (checkpointAt === null || checkpointLag === 0) return [];
    const same = earlier.find((each) => each.lane === lane && each.checkpointAt === checkpointAt);
    return [same ?? { lane, checkpointAt, sinceMs: readAtMs }];
  });
}
