import type { CommandItem, IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { FairQueue } from '@allocator/runtime';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import { OverloadedError } from '../errors/overloaded-error.js';
import { StoreUnavailableError } from '../errors/store-unavailable-error.js';
import { fingerprintOf } from './fingerprint-of.js';
import type { NotDecided, Patience } from './submission.js';
import type { Turns } from './turns.js';

/** Executes a batch of commands on one lane, in one transaction. */
export interface CommandExecutor {
  /** @returns one outcome for each command, in order */
  executeBatch(lane: Lane, items: readonly CommandItem[]): Promise<readonly Outcome[]>;
}

export interface BatcherLimits {
  /** Largest number of commands in one transaction. More saves little, and the first command waits for the last. */
  readonly batchSizeMax: number;
  /** Largest number of commands that wait in one lane. More are refused with `OverloadedError`. */
  readonly queueSizeMax: number;
  /** Largest number of waiting commands of one tenant, so that a flood of one leaves room for the others. */
  readonly queueShareMax: number;
  /** Largest number of commands in one transaction while several tenants wait, so that none waits long for another. */
  readonly sharedBatchSizeMax: number;
  /** Longest wait in the queue, except with endless patience. After that the caller has given up or has sent a retry. */
  readonly queueMsMax: number;
  /**
   * Largest number of lanes that execute a batch at the same time. One decides, one is written, one is synced to disk: more would
   * wait for each other. Meanwhile the commands of the other lanes gather into larger batches, which cost less per command.
   */
  readonly lanesAtWorkMax: number;
  /** Longest wait of a lane for the others: if one of them is held up (by its lock, or an import), the rest continue. */
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

/** Approximate time to drain a full queue of the default size. */
const retryAfterSeconds = 1;

/** Receives the answer of a command. */
interface AnswerTo {
  readonly patience: Patience;
  answer(index: number, answer: Outcome | NotDecided): void;
}

/** A queued command, and where its answer goes. */
interface Waiting extends CommandItem {
  readonly submission: AnswerTo;
  readonly index: number;
  /** Deadline for the decision, in milliseconds of the monotonic clock. */
  readonly until: number;
}

/** One lane's queue and the batch that is being executed. Commands that arrive during a batch form the next one. */
export class LaneBatcher {
  private readonly queue: FairQueue<Waiting>;
  private working: Promise<void> | undefined;
  private open = false;

  constructor(
    private readonly lane: Lane,
    private readonly executor: CommandExecutor,
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

  /** Answers at the index in the submission: immediately, with `OverloadedError`, if there is no room. */
  submit(command: IdentifiedCommand, submission: AnswerTo, index: number): void {
    const until = submission.patience === 'endless' ? Infinity : performance.now() + this.limits.queueMsMax;
    const waiting = { command, fingerprint: fingerprintOf(command), submission, index, until };
    if (!this.open || !this.queue.tryPush(tenantOf(command), waiting)) {
      refuse(waiting);
      return;
    }
    this.working ??= this.work();
  }

  whenRoom(command: IdentifiedCommand): Promise<void> {
    return this.queue.whenRoom(tenantOf(command));
  }

  private async work(): Promise<void> {
    // Commands of the same turn of the event loop form one batch. An idle lane waits for nothing else.
    await Promise.resolve();
    while (this.queue.size > 0) {
      // With several tenants in a lane, the commands of a small one must not wait for those of others in other lanes.
      await this.turns.take(() => this.queue.tenants > 1);
      try {
        await this.execute(this.next());
      } finally {
        this.turns.release();
      }
    }
    this.working = undefined;
  }

  /** The next batch. Refuses the commands whose deadline has passed. */
  private next(): readonly Waiting[] {
    const { batchSizeMax, sharedBatchSizeMax } = this.limits;
    const taken = this.queue.takeUpTo(this.queue.tenants > 1 ? sharedBatchSizeMax : batchSizeMax);
    const now = performance.now();
    const inTime = taken.filter(({ until }) => until >= now);
    if (inTime.length < taken.length) taken.filter(({ until }) => until < now).forEach(refuse);
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
      const answer = answers[place];
      if (answer === undefined) throw new Error('the executor returned fewer answers than commands');
      submission.answer(index, answer);
    });
    this.committed(this.lane, answers);
  }

  /** One command that cannot be executed must not fail the others: they are executed one by one. */
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

/** A WWSF is a tenant. The commands of all operators and eP-CSCFs together are those of one tenant, because they are few. */
function tenantOf(command: IdentifiedCommand): string {
  return 'wwsfId' in command ? (command.wwsfId ?? '') : '';
}

/** Nothing was decided: the command can be sent again. */
function refuse({ submission, index }: Waiting): void {
  submission.answer(index, { kind: 'not-decided', error: new OverloadedError(retryAfterSeconds) });
}
