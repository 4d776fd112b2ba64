import type { DecidedInLane, LaneHead, OpenLane, Wanted } from '@allocator/application';
import type { LaneView } from '@allocator/domain';

/** `decideInLane` of a store in memory: reads what is wanted, decides, and writes what has changed. */
export async function decideIn<T>(
  open: OpenLane,
  wanted: Wanted,
  decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
): Promise<T> {
  const { answer, changes } = decide(await open.prefetch(wanted), open.head);
  if (changes !== undefined) await open.write(changes);
  return answer;
}
