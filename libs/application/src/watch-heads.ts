import { Backoff, type Log, LoopService } from '@allocator/runtime';
import { hashOf } from './append-events.js';
import type { EventReader, LaneCloser, LaneHead } from './ports/event-store.js';
import type { LostHistory } from './published-history.js';
import { type CommittedHead, type SeenHeads, closeLane, compareSeen, otherEvent } from './seen-heads.js';

/** How long a process that has no work in a lane may be without knowledge of its end, or of its loss. */
const lookMsMax = 1_000;

/**
 * Compares the store with what this process has seen committed, whether or not it has work in the lane; runs whatever the roles. A
 * batch compares the head alone: here it is also seen when another process has gone on from a store that had lost events.
 */
export class HeadWatch extends LoopService {
  constructor(
    private readonly store: EventReader & LaneCloser,
    private readonly seen: SeenHeads,
    private readonly log: Log,
  ) {
    super({ name: 'head-watch', log, backoff: new Backoff({ minMs: 100, maxMs: lookMsMax }) });
  }

  protected async runOnce(): Promise<number> {
    await this.look();
    return lookMsMax;
  }

  /** One comparison of all lanes. */
  async look(): Promise<void> {
    // Before the store is read: a commit of this process that comes between must not look like a loss.
    const seen = this.seen.all();
    for (const head of await this.store.laneHeads()) {
      if (head.closedBecause !== undefined) continue;
      const lost = await this.lostHistory(head, seen.get(head.lane));
      if (lost === undefined) this.seen.saw(head);
      else await closeLane(this.store, this.log, head.lane, lost);
    }
  }

  private async lostHistory(head: LaneHead, seen: CommittedHead | undefined): Promise<LostHistory | undefined> {
    if (seen === undefined || seen.position === 0 || head.position <= seen.position) return compareSeen(head, seen);
    const limit = { countMax: 1, bytesMax: 1 };
    const [event] = await this.store.readEvents(head.lane, (seen.position - 1) as LaneHead['position'], limit);
    return event !== undefined && hashOf(event.document) === seen.hash ? undefined : otherEvent(seen);
  }
}
