import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest time that synchronous work occupies the event loop. */
const turnMsMax = 5;

/** Yields to the event loop every 5 ms during long synchronous work, so that other work is not delayed. */
export class EventLoopTurns {
  private since = performance.now();

  /** Await this between steps that each take much less than 5 ms. */
  async give(): Promise<void> {
    if (performance.now() - this.since < turnMsMax) return;
    await nextTurn();
    this.since = performance.now();
  }
}
