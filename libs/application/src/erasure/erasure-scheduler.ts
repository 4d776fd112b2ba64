import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { SubjectErasures } from './subject-erasures.js';

/** Erasures in one transaction: the lane's commands wait tens of milliseconds for it. */
const eraseCountMax = 100;
/** Longest delay of an erasure after the commit of the `Expired` that ends its subject's last lease, if nothing fails. */
const restMs = 1_000;
/** Poll interval, for erasures that become due without a commit: a legal hold is lifted, a closed lane is opened. */
const pollMs = 10_000;

/**
 * Carries out planned erasures when the last lease of their subject is over: part of the role `scheduler`. Wake it with the news of a
 * commit.
 */
export class ErasureScheduler extends LoopService {
  /** @param carriedOut is called after each transaction that carried out or postponed erasures */
  constructor(
    private readonly erasures: Pick<SubjectErasures, 'lanesDue' | 'eraseDue'>,
    log: Log,
    private readonly carriedOut: () => void = () => undefined,
  ) {
    super({ name: 'erasure', log, backoff: new Backoff({ minMs: 1_000, maxMs: 30_000 }), restMs });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    let isMore = false;
    const failures: unknown[] = [];
    for (const lane of await this.erasures.lanesDue()) {
      if (stopping.aborted) break;
      // A failure in one lane does not delay the erasures of the others.
      const count = await this.erasures.eraseDue(lane, eraseCountMax).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
      if (count > 0) this.carriedOut();
      isMore ||= count === eraseCountMax;
    }
    if (failures.length > 0) throw failures[0];
    return isMore ? 0 : pollMs;
  }
}
