import type { BatcherLimits } from '@allocator/application';
import type { BatchItem, Lane, Outcome } from '@allocator/domain';

/** Small ones, so that a test reaches them. */
export const smallLimits: BatcherLimits = {
  ...{ batchSizeMax: 4, sharedBatchSizeMax: 2, queueSizeMax: 8, queueShareMax: 8 },
  ...{ queueMsMax: 60_000, lanesAtWorkMax: 3, turnMsMax: 20 },
};

const refused: Outcome = { kind: 'refused', refusal: { code: 'pool-not-found' } };

/** Executes a batch when it is told to, so that a test sees what gathered meanwhile. */
export class HeldExecutor {
  /** Of each batch the last two digits of its command ids. */
  readonly batches: string[][] = [];
  fail: (ids: readonly string[]) => unknown = () => undefined;
  private waiting: (() => void)[] = [];
  private begun: (() => void)[] = [];

  async executeBatch(_: Lane, items: readonly BatchItem[]): Promise<readonly Outcome[]> {
    const ids = items.map(({ command }) => ('commandId' in command ? command.commandId.slice(-2) : ''));
    this.batches.push(ids);
    this.begun.splice(0).forEach((tell) => {
      tell();
    });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    const error = this.fail(ids);
    if (error !== undefined) throw error as Error;
    return items.map(() => refused);
  }

  async next(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => this.begun.push(resolve));
    this.waiting.shift()?.();
  }
}
