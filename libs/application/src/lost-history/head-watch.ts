import { Backoff, type Log, LoopService } from '@allocator/runtime';
import type { EventReader } from '../ports/event-reader.js';
import type { LaneCloser } from '../ports/lane-closer.js';
import { hashAt } from './hash-at.js';
import { type SeenHeads, closeLane, compareSeen } from './seen-heads.js';

/** Longest time after which a process without work in a lane knows its end, or its loss. */
const compareMsMax = 1_000;

/**
 * Compares the store with the commits that this process has seen, in lanes in which it has no work too. Every batch makes the same
 * comparison. Runs with all roles.
 */
export class HeadWatch extends LoopService {
  constructor(
    private readonly store: EventReader & LaneCloser,
    private readonly seen: SeenHeads,
    private readonly log: Log,
  ) {
    super({ name: 'head-watch', log, backoff: new Backoff({ minMs: 100, maxMs: compareMsMax }) });
  }

  protected async runOnce(): Promise<number> {
    await this.compare();
    return compareMsMax;
  }

  /** Compares all lanes once. */
  async compare(): Promise<void> {
    // Read before the store: a commit of this process in between must not look like a loss.
    const seen = this.seen.all();
    for (const head of await this.store.laneHeads('answering')) {
      if (head.closedBecause !== undefined) continue;
      const before = seen.get(head.lane);
      const isLonger = before !== undefined && before.position < head.position;
      const lost = compareSeen(
        head,
        before,
        isLonger ? await hashAt(this.store, head.lane, before.position) : undefined,
      );
      if (lost === undefined) this.seen.saw(head);
      else await closeLane(this.store, this.log, head.lane, lost);
    }
  }
}
