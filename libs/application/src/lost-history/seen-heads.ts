import type { Hash, Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { type CommittedBy, CommitNews } from '../commits/commit-news.js';
import type { LaneCloser } from '../ports/lane-closer.js';
import type { LaneHead } from '../ports/event-reader.js';
import type { LostHistory } from './lost-history.js';

/** The end of a lane by a commit that is known to have happened: this process's own, or one that it has read. */
export type CommittedHead = Pick<LaneHead, 'lane' | 'position' | 'hash'>;

/**
 * The last position of each lane that this process has seen committed, with its hash. A database that ends before it, or has another
 * event there, has lost acknowledged commits (by a failover to a standby that was behind, or by a restore). The process remembers it
 * until it ends: after a repair of the store, operators restart the processes.
 */
export class SeenHeads {
  private readonly heads = new Map<Lane, CommittedHead>();

  /** @param news gets each lane that has become longer */
  constructor(private readonly news = new CommitNews()) {}

  /** A read that is sent from now on must find at least this. */
  get(lane: Lane): CommittedHead | undefined {
    return this.heads.get(lane);
  }

  /** All lanes, as they are now. */
  all(): ReadonlyMap<Lane, CommittedHead> {
    return new Map(this.heads);
  }

  /** Called with an end that was read from the store. */
  saw(head: CommittedHead): void {
    this.remember(head, 'another-process');
  }

  /** Called with an end that this process has committed. */
  committed(head: CommittedHead): void {
    this.remember(head, 'this-process');
  }

  private remember({ lane, position, hash }: CommittedHead, by: CommittedBy): void {
    const seen = this.heads.get(lane);
    if (seen !== undefined && position <= seen.position) return;
    this.heads.set(lane, { lane, position, hash });
    this.news.announce(lane, by);
  }
}

/**
 * Compares a store's head with what was seen. Undefined if nothing is lost.
 * @param seen as before the store was read: later commits can be missing in the head
 * @param hashAtSeen hash of the event at the seen position, if the lane continues after it; undefined if there is no event
 */
export function compareSeen(
  head: CommittedHead,
  seen: CommittedHead | undefined,
  hashAtSeen: Hash | undefined,
): LostHistory | undefined {
  // A lane that was empty when it was seen has no event to compare.
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

/** Closes a lane whose store has lost history, and logs it. */
export async function closeLane(closer: LaneCloser, log: Log, lane: Lane, lost: LostHistory): Promise<void> {
  await closer.closeLane(lane, lost.reason);
  const fields = { code: lost.code, lane, reason: lost.reason };
  log.error(fields, 'a lane is closed: its store has lost history');
}
