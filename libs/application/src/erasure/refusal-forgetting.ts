import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';

/** How long a refusal is remembered at least. An accepted command is never deleted: its event remembers it. */
export const refusalRetentionSeconds = 7 * 24 * 60 * 60;
/** Largest number of refusals deleted with one statement, for each lane. */
const countMax = 1_000;
const pauseMs = 60_000;

export interface OldRefusals {
  /**
   * Deletes refusals older than this, and subjects that were never assigned anything and whose last refusal was deleted; at most
   * `countMax` of each per lane. Returns the number of deleted rows.
   */
  deleteOlderThan(seconds: number, countMax: number): Promise<number>;
}

/** Deletes old refusals, so that their table stays bounded. */
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
