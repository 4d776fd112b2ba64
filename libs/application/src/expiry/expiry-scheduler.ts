import type { Instant, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService, TestSignal } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { BatchExecutor } from '../lanes/batch-executor.js';
import type { DueLeases } from '../ports/due-leases.js';

/** Lapses in one transaction at most: commands of the lane wait behind it for tens of milliseconds, not for the whole wave. */
const expireCountMax = 250;
/** Lanes whose lapses are recorded at the same time: one decides while the other is written. */
const lanesAtWorkMax = 2;
/** How long the scheduler sleeps at most: a lease that another process made is noticed no later than this. */
const sleepMsMax = 500;

/**
 * Records `Expired` when leases lapse, soon after and never before: the lane's own clock decides. Nothing rests on it; a
 * lapsed identity is free whether or not the fact is recorded yet.
 */
export class ExpiryScheduler extends LoopService {
  /** Emits how many lapses a batch has recorded. */
  readonly expired = new TestSignal<{ readonly lane: Lane; readonly count: number }>();
  private sleepingUntil = Infinity;

  constructor(
    private readonly due: DueLeases,
    private readonly executor: BatchExecutor,
    private readonly log: Log,
    private readonly committed: (lane: Lane) => void = () => undefined,
  ) {
    super({ name: 'scheduler', log, backoff: new Backoff({ minMs: 50, maxMs: 2_000 }) });
  }

  /** A commit of this process has given these answers: wake up for a lease that lapses before the next look. */
  notice(answers: readonly Outcome[]): void {
    for (const answer of answers) {
      const bound = boundOf(answer);
      if (bound !== undefined && bound < this.sleepingUntil) {
        this.wake();
        return;
      }
    }
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    const { now, bounds } = await this.due.earliestBounds();
    const due = bounds.filter(({ reassignableAt }) => reassignableAt <= now).map(({ lane }) => lane);
    // Where something was due there may be more of it, or a bound that has come meanwhile.
    if ((await this.expireLanes(due, stopping)) > 0) return 0;
    const next = Math.min(...bounds.map((bound) => bound.reassignableAt).filter((bound) => bound > now));
    const sleepMs = Math.min(next - now, sleepMsMax);
    this.sleepingUntil = now + sleepMs;
    return sleepMs;
  }

  /** How many lapses were recorded. One lane's trouble does not keep the lapses of the others from being recorded. */
  private async expireLanes(lanes: Lane[], stopping: AbortSignal): Promise<number> {
    let recorded = 0;
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined && !stopping.aborted; lane = lanes.shift()) {
        try {
          const count = await this.expireLane(lane);
          recorded += count;
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: lanesAtWorkMax }, work));
    if (failures.length > 0) throw failures[0];
    return recorded;
  }

  /** How many lapses were recorded: at most one batch of them, so that every lane has its turn. */
  private async expireLane(lane: Lane): Promise<number> {
    const item = { command: { type: 'ExpireDue', countMax: expireCountMax } } as const;
    try {
      const [expiry] = await this.executor.executeBatch(lane, [item]);
      const count = expiry?.count ?? 0;
      if (count > 0) {
        this.committed(lane);
        this.expired.emit({ lane, count });
      }
      return count;
    } catch (error) {
      // A closed lane keeps its open leases as they are; the other lanes go on.
      if (!(error instanceof LaneClosedError)) throw error;
      this.log.debug({ code: 'scheduler-lane-closed', lane }, 'a closed lane records no expiry');
      return 0;
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
    default:
      return undefined;
  }
}
