import type { DecidedInLane, LaneHead, OpenLane, Wanted } from '@allocator/application';
import type { Lane, LaneView } from '@allocator/domain';

/** `decideInLanes` of a store in memory: reads what is wanted of each lane, decides each, and then writes what has changed. */
export async function decideIn<T>(
  opened: readonly OpenLane[],
  wanted: ReadonlyMap<Lane, Wanted>,
  decide: (view: LaneView, head: LaneHead) => DecidedInLane<T>,
): Promise<ReadonlyMap<Lane, T>> {
  const decided: { readonly open: OpenLane; readonly of: DecidedInLane<T> }[] = [];
  for (const open of opened) {
    const named = wanted.get(open.head.lane);
    if (named === undefined) throw new Error(`nothing is wanted of lane ${String(open.head.lane)}`);
    decided.push({ open, of: decide(await open.prefetch(named), open.head) });
  }
  for (const { open, of } of decided) if (of.changes !== undefined) await open.write(of.changes);
  return new Map(decided.map(({ open, of }) => [open.head.lane, of.answer]));
}
