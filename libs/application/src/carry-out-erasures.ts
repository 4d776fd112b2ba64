import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { DueErasures } from './ports/subject-erasure.js';

/** Erasures in one transaction at most: commands of the lane wait behind it for tens of milliseconds. */
const eraseCountMax = 100;
/** How long after the end of its subject's last lease an erasure is carried out at most, where nothing fails. */
const lookMsMax = 1_000;

/** Carries out planned erasures when the last lease of their subject is over: part of the role `scheduler`. */
export class ErasureScheduler extends LoopService {
  /** @param carriedOut called when some were */
  constructor(
    private readonly erasures: DueErasures,
    log: Log,
    private readonly carriedOut: () => void = () => undefined,
  ) {
    super({ name: 'erasure', log, backoff: new Backoff({ minMs: 1_000, maxMs: 30_000 }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    let isMore = false;
    const failures: unknown[] = [];
    for (const lane of await this.erasures.lanesDue()) {
      if (stopping.aborted) break;
      // One lane's trouble does not keep the erasures of the others waiting.
      const count = await this.erasures.eraseDue(lane, eraseCountMax).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
      if (count > 0) this.carriedOut();
      isMore ||= count === eraseCountMax;
    }
    if (failures.length > 0) throw failures[0];
    return isMore ? 0 : lookMsMax;
  }
}
