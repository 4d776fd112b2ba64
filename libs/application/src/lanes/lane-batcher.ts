import type { CommandItem, IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { FairQueue } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import type { BatchExecutor } from './batch-executor.js';
import { fingerprintOf } from './fingerprint-of.js';
import type { Submission } from './submission.js';
import type { Turns } from './turns.js';

export interface BatcherLimits {
  /** Commands in one transaction at most: a larger one saves little more and makes its first command wait for its last. */
  readonly batchSizeMax: number;
  /** Commands that wait in one lane at most; beyond, the service says so rather than grow. */
  readonly queueSizeMax: number;
  /** Of them, those of one tenant at most: a flood of one leaves room for the others. */
  readonly queueShareMax: number;
  /** Commands in one transaction where several tenants wait: nobody waits long for the work of others. */
  readonly sharedBatchSizeMax: number;
  /** How long a command waits to be taken, but for those that wait as long as it takes: by then its sender has given up or asks again. */
  readonly queueMsMax: number;
  /**
   * Lanes that have a batch under way at the same time. One decides, one is written, one is synced to disk: more of them only wait
   * for each other, while what waits outside becomes part of a larger batch, which costs each command less.
   */
  readonly lanesAtWorkMax: number;
  /** How long a lane waits for others to finish: what holds one of them up (its lock, an import) must not hold up the rest. */
  readonly turnMsMax: number;
}

export const batcherLimits: BatcherLimits = {
  batchSizeMax: 1_000,
  queueSizeMax: 12_500,
  queueShareMax: 10_000,
  sharedBatchSizeMax: 100,
  queueMsMax: 15_000,
  lanesAtWorkMax: 3,
  turnMsMax: 200,
};

/** A full queue of the default length is worked off in about this time. */
const retryAfterSeconds = 1;

/** A command, and where its answer goes. */
interface Waiting extends CommandItem {
  readonly submission: Submission;
  readonly index: number;
  /** Not decided from then on. Milliseconds of a clock that never goes back. */
  readonly until: number;
}

/** One lane's queue and its one batch under way. What comes in during a batch is the next batch. */
export class LaneBatcher {
  private readonly queue: FairQueue<Waiting>;
  private working: Promise<void> | undefined;
  private open = false;

  constructor(
    private readonly lane: Lane,
    private readonly executor: BatchExecutor,
    private readonly log: Log,
    private readonly limits: BatcherLimits,
    private readonly committed: (lane: Lane, answers: readonly Outcome[]) => void,
    private readonly turns: Turns,
  ) {
    this.queue = new FairQueue({ sizeMax: limits.queueSizeMax, shareMax: limits.queueShareMax });
  }

  start(): void {
    this.open = true;
  }

  async stop(): Promise<void> {
    this.open = false;
    await this.working;
  }

  /** The answer goes to its place in the submission, at once where there is no room. */
  submit(command: IdentifiedCommand, submission: Submission, index: number): void {
    const until = submission.patience === 'endless' ? Infinity : performance.now() + this.limits.queueMsMax;
    const waiting = { command, fingerprint: fingerprintOf(command), submission, index, until };
    if (!this.open || !this.queue.tryPush(tenantOf(command), waiting)) {
      turnAway(waiting);
      return;
    }
    this.working ??= this.work();
  }

  whenRoom(command: IdentifiedCommand): Promise<void> {
    return this.queue.whenRoom(tenantOf(command));
  }

  private async work(): Promise<void> {
    // The commands of this turn of the event loop go together; an idle lane waits for nothing else.
    await Promise.resolve();
    while (this.queue.size > 0) {
      // Where tenants share a lane, one of them has little that waits and is not to wait for what others have in other lanes.
      await this.turns.take(() => this.queue.tenants > 1);
      try {
        await this.execute(this.next());
      } finally {
        this.turns.giveBack();
      }
    }
    this.working = undefined;
  }

  /** The next batch; what has waited for too long is not in it. */
  private next(): readonly Waiting[] {
    const { batchSizeMax, sharedBatchSizeMax } = this.limits;
    const taken = this.queue.takeUpTo(this.queue.tenants > 1 ? sharedBatchSizeMax : batchSizeMax);
    const now = performance.now();
    const inTime = taken.filter(({ until }) => until >= now);
    if (inTime.length < taken.length) taken.filter(({ until }) => until < now).forEach(turnAway);
    return inTime;
  }

  private async execute(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    let answers: readonly Outcome[];
    try {
      answers = await this.executor.executeBatch(this.lane, batch);
    } catch (error) {
      await this.failed(batch, error);
      return;
    }
    batch.forEach(({ submission, index }, place) => {
      submission.answer(index, answers[place] as Outcome);
    });
    this.committed(this.lane, answers);
  }

  /** A command that cannot be executed must not take its neighbours with it: they are tried one at a time. */
  private async failed(batch: readonly Waiting[], error: unknown): Promise<void> {
    const [first, ...others] = batch;
    if (first === undefined) return;
    const concernsAll = error instanceof LaneClosedError || error instanceof StoreUnavailableError;
    if (concernsAll || others.length === 0) {
      if (!concernsAll) {
        this.log.error(
          { code: 'command-failed', lane: this.lane, command: first.command.type, err: error },
          'a command failed',
        );
      }
      batch.forEach(({ submission, index }) => {
        submission.answer(index, { kind: 'not-decided', error });
      });
      return;
    }
    for (const waiting of batch) await this.execute([waiting]);
  }
}

/** Whose commands are counted together: a WWSF's; those of operators and eP-CSCFs, who are few, are one tenant's. */
function tenantOf(command: IdentifiedCommand): string {
  return 'wwsfId' in command ? (command.wwsfId ?? '') : '';
}

/** Nothing was decided: it may be sent again. */
function turnAway({ submission, index }: Waiting): void {
  submission.answer(index, { kind: 'not-decided', error: new OverloadedError(retryAfterSeconds) });
}
