import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest time that synchronous work occupies the event loop without a pause. */
const turnMsMax = 5;

/** Yields to the event loop after each `turnMsMax`, for synchronous work of any length. */
export class EventLoopTurns {
  private since = performance.now();

  /** Await this between pieces of work that are each much shorter than `turnMsMax`. */
  async give(): Promise<void> {
    if (performance.now() - this.since < turnMsMax) return;
    await nextTurn();
    this.since = performance.now();
  }
}
