import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchItem, IdentifiedCommand, Lane, Outcome } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { BoundedQueue } from '@allocator/runtime';
import { LaneClosedError, OverloadedError, StoreUnavailableError } from './errors.js';
import type { BatchExecutor } from './execute-batch.js';
import { batchItem } from './fingerprint.js';

export interface BatcherLimits {
  /** Commands in one transaction at most: a larger one saves little more and makes its first command wait for its last. */
  readonly batchSizeMax: number;
  /** How long a busy lane waits for a batch to fill. An idle lane never waits. */
  readonly lingerMsMax: number;
  /** Commands that wait in one lane at most; beyond, the service says so rather than grow. */
  readonly queueSizeMax: number;
}

export const batcherLimits: BatcherLimits = { batchSizeMax: 1_000, lingerMsMax: 1, queueSizeMax: 10_000 };

/** A full queue of the default length is worked off in about this time. */
const retryAfterSeconds = 1;

interface Waiting {
  readonly item: BatchItem;
  answer(outcome: Outcome): void;
  fail(error: unknown): void;
}

/** One lane's queue and its one batch under way. What comes in during a batch is the next batch. */
export class LaneBatcher {
  private readonly queue: BoundedQueue<Waiting>;
  private working: Promise<void> | undefined;
  private full: (() => void) | undefined;
  private open = false;

  constructor(
    private readonly lane: Lane,
    private readonly executor: BatchExecutor,
    private readonly log: Log,
    private readonly limits: BatcherLimits,
    private readonly committed: (lane: Lane, answers: readonly Outcome[]) => void,
  ) {
    this.queue = new BoundedQueue(limits.queueSizeMax);
  }

  start(): void {
    this.open = true;
  }

  async stop(): Promise<void> {
    this.open = false;
    await this.working;
  }

  submit(command: IdentifiedCommand): Promise<Outcome> {
    return new Promise((answer, fail) => {
      const taken = this.open && this.queue.tryPush({ item: batchItem(command), answer, fail });
      if (!taken) {
        fail(new OverloadedError(retryAfterSeconds));
        return;
      }
      if (this.queue.size >= this.limits.batchSizeMax) this.full?.();
      this.working ??= this.work();
    });
  }

  whenRoom(): Promise<void> {
    return this.queue.whenRoom();
  }

  private async work(): Promise<void> {
    // The commands of this turn of the event loop go together; an idle lane waits for nothing else.
    await Promise.resolve();
    while (this.queue.size > 0) {
      await this.execute(this.queue.takeUpTo(this.limits.batchSizeMax));
      if (this.open && this.queue.size < this.limits.batchSizeMax) await this.linger();
    }
    this.working = undefined;
  }

  /** The lane was busy a moment ago, so more is likely to come: let the next batch fill, for a bounded time. */
  private async linger(): Promise<void> {
    const filled = new AbortController();
    this.full = () => {
      filled.abort();
    };
    await sleep(this.limits.lingerMsMax, undefined, { signal: filled.signal }).catch(() => undefined);
    this.full = undefined;
  }

  private async execute(batch: readonly Waiting[]): Promise<void> {
    let answers: readonly Outcome[];
    try {
      const items = batch.map(({ item }) => item);
      answers = (await this.executor.executeBatch(this.lane, items)) as readonly Outcome[];
    } catch (error) {
      await this.failed(batch, error);
      return;
    }
    batch.forEach((waiting, index) => {
      waiting.answer(answers[index] as Outcome);
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
          { code: 'command-failed', lane: this.lane, command: first.item.command.type, err: error },
          'a command failed',
        );
      }
      batch.forEach((waiting) => {
        waiting.fail(error);
      });
      return;
    }
    for (const waiting of batch) await this.execute([waiting]);
  }
}
