import type { BatcherLimits } from '@allocator/application';
import type { BatchItem, Lane, Outcome } from '@allocator/domain';

/** Small, so that a test reaches them. */
export const smallLimits: BatcherLimits = {
  batchSizeMax: 4,
  sharedBatchSizeMax: 2,
  queueSizeMax: 8,
  queueShareMax: 8,
  queueMsMax: 60_000,
  lanesAtWorkMax: 3,
  turnMsMax: 20,
};

const refused: Outcome = { kind: 'refused', refusal: { code: 'pool-not-found' } };

/** Holds each batch until the test releases it by `next`, so that the test sees which commands gather meanwhile. */
export class HeldExecutor {
  /** The last two digits of the command ids of each batch. */
  readonly batches: string[][] = [];
  fail: (ids: readonly string[]) => unknown = () => undefined;
  private waiting: (() => void)[] = [];
  private onBegin: (() => void)[] = [];

  async executeBatch(_: Lane, items: readonly BatchItem[]): Promise<readonly Outcome[]> {
    const ids = items.map(({ command }) => ('commandId' in command ? command.commandId.slice(-2) : ''));
    this.batches.push(ids);
    this.onBegin.splice(0).forEach((notify) => {
      notify();
    });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    const error = this.fail(ids);
    if (error !== undefined) throw error as Error;
    return items.map(() => refused);
  }

  /** Lets the oldest held batch finish; waits for one if there is none. */
  async next(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => this.onBegin.push(resolve));
    this.waiting.shift()?.();
  }
}
