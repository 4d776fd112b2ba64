import type { BatcherLimits, LaneAnswers } from '@allocator/application';
import type { BatchItem, Lane, Outcome } from '@allocator/domain';

/** Small, so that a test reaches them. */
export const smallLimits: BatcherLimits = {
  transactionSizeMax: 4,
  sharedTransactionMs: 10,
  floodTransactionMs: 10,
  queueSizeMax: 16,
  queueMsMax: 60_000,
  lanesMax: Infinity,
  transactionsMax: 1,
  countedMsMax: 60_000,
};

const refused: Outcome = { kind: 'refused', refusal: { code: 'pool-not-found' } };

/** Holds each transaction until the test releases it by `next`, so that the test sees which commands gather meanwhile. */
export class HeldExecutor {
  /** The last two digits of the command ids of each transaction, or the type of a command that has no id. */
  readonly batches: string[][] = [];
  /** Lanes that another process has locked: they are left out of transactions of several lanes. */
  readonly locked = new Set<Lane>();
  /** Lapses that are due in each lane, however many were recorded. */
  due = 0;
  fail: (ids: readonly string[]) => unknown = () => undefined;
  private waiting: (() => void)[] = [];
  private onBegin: (() => void)[] = [];

  async executeBatches(batches: ReadonlyMap<Lane, readonly BatchItem[]>): Promise<ReadonlyMap<Lane, LaneAnswers>> {
    const taken = [...batches].filter(([lane]) => batches.size === 1 || !this.locked.has(lane));
    const ids = taken.flatMap(([, items]) =>
      items.map(({ command }) => ('commandId' in command ? command.commandId.slice(-2) : command.type)),
    );
    this.batches.push(ids);
    this.onBegin.splice(0).forEach((notify) => {
      notify();
    });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    const error = this.fail(ids);
    if (error !== undefined) throw error as Error;
    const answersTo = (items: readonly BatchItem[]): LaneAnswers => ({
      kind: 'decided',
      answers: items.map(({ command }) =>
        command.type === 'ExpireDue' ? { kind: 'expired', count: Math.min(this.due, command.countMax) } : refused,
      ),
    });
    return new Map(taken.map(([lane, items]) => [lane, answersTo(items)]));
  }

  /** Resolves when so many transactions have begun. */
  async begun(count: number): Promise<void> {
    while (this.batches.length < count) await new Promise<void>((resolve) => this.onBegin.push(resolve));
  }

  /** Lets the oldest held transaction finish; waits for one if there is none. */
  async next(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => this.onBegin.push(resolve));
    this.waiting.shift()?.();
  }
}
