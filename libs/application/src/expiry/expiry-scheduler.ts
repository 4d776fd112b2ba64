import type { Instant, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService, TestSignal } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { CommandBatcher } from '../lanes/command-batcher.js';
import type { DueLeases } from '../ports/due-leases.js';

/** Longest sleep after news of a commit: further commits can have made leases that lapse earlier. */
const newsSleepMsMax = 500;
/** Sleep after leases were due by another clock than their lane's: that of another server, or the same one, rounded. */
const aheadMs = 5;
/** Longest sleep without news, for news that was lost and for a database clock that was moved. */
const quietSleepMsMax = 2_000;

/**
 * Records `Expired` soon after a lease has lapsed, never before: the lane's own clock decides. No decision depends on it: a lapsed
 * identity is free whether or not its expiry is recorded.
 */
export class ExpiryScheduler extends LoopService {
  /** Emits the number of expiries that a batch has recorded. */
  readonly expired = new TestSignal<{ readonly lane: Lane; readonly count: number }>();
  private sleepingUntil = Infinity;
  /** Whether a commit was announced since the last round began. */
  private hasNews = false;
  private isQuiet = true;

  constructor(
    private readonly due: DueLeases,
    private readonly batcher: Pick<CommandBatcher, 'expireDue'>,
    private readonly log: Log,
  ) {
    super({ name: 'scheduler', log, backoff: new Backoff({ minMs: 50, maxMs: 2_000 }) });
  }

  /** Called with the answers of a commit of this process: wakes up if one of the leases lapses before the next poll. */
  notice(answers: readonly Outcome[]): void {
    for (const answer of answers) {
      const bound = boundOf(answer);
      if (bound !== undefined && bound < this.sleepingUntil) {
        this.wake();
        return;
      }
    }
  }

  /** Called with the news of a commit, of any process. The first one after a quiet time wakes; while more follow, the scheduler polls. */
  noticeCommit(): void {
    this.hasNews = true;
    if (this.isQuiet) this.wake();
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    this.isQuiet = !this.hasNews;
    this.hasNews = false;
    const { now, bounds } = await this.due.earliestBounds();
    const due = bounds.filter(({ reassignableAt }) => reassignableAt <= now).map(({ lane }) => lane);
    const recorded = stopping.aborted ? [] : await this.expireLanes(due);
    // If leases were due, more can be due: each lane had one turn.
    if (recorded.some((count) => count > 0)) return 0;
    // Not yet by the lane's own clock: the one that was read is ahead.
    if (recorded.length > 0) return aheadMs;
    const next = Math.min(...bounds.map((bound) => bound.reassignableAt).filter((bound) => bound > now));
    const sleepMs = Math.min(next - now, this.isQuiet ? quietSleepMsMax : newsSleepMsMax);
    this.sleepingUntil = now + sleepMs;
    return sleepMs;
  }

  /** @returns the number of recorded expiries of each open lane. A failure in one lane does not delay the others. */
  private async expireLanes(lanes: readonly Lane[]): Promise<readonly number[]> {
    const results = await Promise.allSettled(lanes.map((lane) => this.expireLane(lane)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return results.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : []));
  }

  /**
   * @returns the number of recorded expiries: some of them if many are due, so that every lane and every tenant has its turn. Undefined for
   * a closed lane
   */
  private async expireLane(lane: Lane): Promise<number | undefined> {
    try {
      const count = await this.batcher.expireDue(lane);
      if (count > 0) this.expired.emit({ lane, count });
      return count;
    } catch (error) {
      // A closed lane keeps its open leases as they are; the other lanes continue.
      if (!(error instanceof LaneClosedError)) throw error;
      this.log.debug({ code: 'scheduler-lane-closed', lane }, 'a closed lane records no expiry');
      return undefined;
    }
  }
}

function boundOf(answer: Outcome): Instant | undefined {
  switch (answer.kind) {
    case 'assigned':
    case 'prolonged':
      return answer.assignment.reassignableAt;
    case 'indicated':
      return answer.answer.reassignableAt ?? undefined;
    case 'found':
    case 'released':
    case 'stock-changed':
    case 'refused':
      return undefined;
  }
}
