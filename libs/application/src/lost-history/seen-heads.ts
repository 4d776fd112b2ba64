import type { Hash, Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { LaneCloser } from '../ports/lane-closer.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { LostHistory } from './lost-history.js';

/** Where a lane ends by a commit that is known to have happened: this process's own, or one that it has read. */
export type CommittedHead = Pick<LaneHead, 'lane' | 'position' | 'hash'>;

/**
 * The furthest end of each lane that this process has seen committed: one position and one hash a lane. A database that shows
 * less, or another event in its place, has lost acknowledged commits (a failover to a standby that was behind, a restore).
 * It forgets nothing while the process lives: who mends a store starts the processes again.
 */
export class SeenHeads {
  private readonly heads = new Map<Lane, CommittedHead>();

  /** What a question that is sent from now on must find at least. */
  get(lane: Lane): CommittedHead | undefined {
    return this.heads.get(lane);
  }

  /** All lanes, as they are now. */
  all(): ReadonlyMap<Lane, CommittedHead> {
    return new Map(this.heads);
  }

  saw({ lane, position, hash }: CommittedHead): void {
    const seen = this.heads.get(lane);
    if (seen === undefined || position > seen.position) this.heads.set(lane, { lane, position, hash });
  }
}

/**
 * Whether a store that shows this head has lost what was seen; undefined where it has not.
 * @param seen as it was before the store was read: what was committed since may be missing from the head
 * @param hashAtSeen of the event at the position that was seen, where the lane goes on behind it; undefined where there is none
 */
export function compareSeen(
  head: CommittedHead,
  seen: CommittedHead | undefined,
  hashAtSeen: Hash | undefined,
): LostHistory | undefined {
  // Of a lane that was seen empty there is no event to compare.
  if (seen === undefined || (seen.position === 0 && head.position > 0)) return undefined;
  if (head.position < seen.position) {
    return {
      code: 'lane-closed-store-behind',
      reason: `position ${String(seen.position)} was committed, but the store ends at ${String(head.position)}: it has lost events`,
    };
  }
  const hash = head.position === seen.position ? head.hash : hashAtSeen;
  if (hash === seen.hash) return undefined;
  return {
    code: 'lane-closed-history-differs',
    reason: `the event at position ${String(seen.position)} is another one in the store than the one that was committed`,
  };
}

/** Closes a lane whose store has lost history, and says so. */
export async function closeLane(closer: LaneCloser, log: Log, lane: Lane, lost: LostHistory): Promise<void> {
  await closer.closeLane(lane, lost.reason);
  const fields = { code: lost.code, lane, reason: lost.reason };
  log.error(fields, 'a lane is closed: its store has lost history');
}
