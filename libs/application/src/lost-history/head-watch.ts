import type { Hash, Position } from '@allocator/domain';
import { Backoff, type Log, LoopService } from '@allocator/runtime';
import { hashOf } from '../lanes/append-events.js';
import type { EventReader } from '../ports/event-reader.js';
import type { LaneCloser } from '../ports/lane-closer.js';
import { type CommittedHead, type SeenHeads, closeLane, compareSeen } from './seen-heads.js';

/** How long a process that has no work in a lane may be without knowledge of its end, or of its loss. */
const lookMsMax = 1_000;

/**
 * Compares the store with what this process has seen committed, as every batch does, whether or not it has work in the lane; runs
 * whatever the roles.
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
      const before = seen.get(head.lane);
      const goesOn = before !== undefined && before.position < head.position;
      const lost = compareSeen(head, before, goesOn ? await this.hashAt(before) : undefined);
      if (lost === undefined) this.seen.saw(head);
      else await closeLane(this.store, this.log, head.lane, lost);
    }
  }

  /** Of the event there; undefined where there is none. */
  private async hashAt({ lane, position }: CommittedHead): Promise<Hash | undefined> {
    if (position === 0) return undefined;
    const limit = { countMax: 1, bytesMax: 1 };
    const [event] = await this.store.readEvents(lane, (position - 1) as Position | 0, limit);
    return event === undefined ? undefined : hashOf(event.document);
  }
}
