import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type KafkaWwsf, whenAborted } from '@allocator/local';
import { type Acknowledged, acknowledgedOf } from './assigning-load.js';

/** Of a pool, between an outcome and the next command. */
const pauseMs = 200;

/** A WWSF over Kafka: requests an identity of each pool, waits for the outcome, and requests the next one. */
export class KafkaAssigningLoad {
  readonly acknowledged: Acknowledged[] = [];
  /** Outcomes that are no assignment. */
  readonly unexpected: string[] = [];
  /** Longest time from a command to its outcome, in milliseconds. */
  longestWaitMs = 0;
  private readonly answers = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly abandoning = new AbortController();
  private readonly abandoned = whenAborted(this.abandoning.signal);
  private readonly running: readonly Promise<void>[];

  constructor(
    private readonly wwsf: KafkaWwsf,
    private readonly pools: readonly string[],
  ) {
    this.running = pools.map((poolId) => this.work(poolId));
  }

  /** Resolves when every pool has the outcome of a command that was sent after this call. */
  async answerInEachPool(): Promise<void> {
    // The first of two outcomes can be that of a command that was sent before.
    const enough = this.pools.map((poolId) => this.answersOf(poolId) + 2);
    await this.wwsf.until(() => this.pools.every((poolId, index) => this.answersOf(poolId) >= (enough[index] ?? 0)));
  }

  /** Resolves when every command has its outcome. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Ends the load without its last outcomes, so that it does not outlive a failed test. */
  abandon(): void {
    this.stopping.abort();
    this.abandoning.abort();
  }

  private answersOf(poolId: string): number {
    return this.answers.get(poolId) ?? 0;
  }

  private async work(poolId: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await this.assignOne(poolId).catch((error: unknown) => {
        this.unexpected.push(String(error));
      });
      await pause(pauseMs);
    }
  }

  private async assignOne(poolId: string): Promise<void> {
    const commandId = randomUUID();
    const since = performance.now();
    const subject = { kind: 'authenticated', ref: commandId };
    await this.wwsf.send(poolId, [{ commandId, type: 'Assign', poolId, subject }]);
    const outcomes = await Promise.race([this.wwsf.outcomesOf([commandId]), this.abandoned]);
    if (outcomes === undefined) return;
    const [outcome] = outcomes;
    this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - since);
    this.answers.set(poolId, this.answersOf(poolId) + 1);
    if (outcome?.status !== 201) this.unexpected.push(JSON.stringify(outcome));
    else this.acknowledged.push(acknowledgedOf(commandId, outcome.body));
  }
}
