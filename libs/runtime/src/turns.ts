import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work that never waits may keep the event loop before others have their turn. */
const turnMsMax = 5;

/** Gives the event loop back to others now and then, for work of which there may be any amount. */
export class Turns {
  private since = performance.now();

  /** To be awaited between two pieces of work, each much shorter than a turn. */
  async give(): Promise<void> {
    if (performance.now() - this.since < turnMsMax) return;
    await nextTurn();
    this.since = performance.now();
  }
}
