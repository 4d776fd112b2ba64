import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';

/** How long a refusal is the answer to its command at least; an accepted command is remembered for ever by its event. */
export const refusalRetentionSeconds = 7 * 24 * 60 * 60;
/** Refusals deleted in one statement at most. */
const countMax = 1_000;
const pauseMs = 60_000;

export interface OldRefusals {
  /**
   * Deletes refusals older than this, and subjects that were never assigned anything and whose last refusal was deleted; at most
   * `countMax` of each per lane. Returns the number of deleted rows.
   */
  deleteOlderThan(seconds: number, countMax: number): Promise<number>;
}

/** Keeps the memory of refusals from growing for ever. */
export class RefusalForgetting extends LoopService {
  constructor(
    private readonly refusals: OldRefusals,
    log: Log,
  ) {
    super({ name: 'refusal-forgetting', log, backoff: new Backoff({ minMs: 1_000, maxMs: pauseMs }) });
  }

  protected async runOnce(): Promise<number> {
    const deleted = await this.refusals.deleteOlderThan(refusalRetentionSeconds, countMax);
    return deleted > 0 ? 0 : pauseMs;
  }
}
