import type { Backoff } from './backoff.js';
import type { Log } from './log.js';
import type { Service } from './service.js';
import { TestSignal } from './test-signal.js';

export interface LoopOptions {
  /** Of the role, as its log codes begin: `scheduler` logs `scheduler-failed` and `scheduler-recovered`. */
  readonly name: string;
  readonly log: Log;
  readonly backoff: Backoff;
}

/** setTimeout takes no more than this; a longer sleep is slept in pieces. */
const sleepMsMax = 2 ** 31 - 1;

/** A role that does its work in rounds, sleeps between them, and can be woken. A failed round is tried again after a pause. */
export abstract class LoopService implements Service {
  /** Emitted after each round that did not fail. */
  readonly rounds = new TestSignal();
  private stopping: AbortController | undefined;
  private running: Promise<void> | undefined;
  private woken = false;
  private endSleep: (() => void) | undefined;
  private failing = false;

  constructor(private readonly options: LoopOptions) {}

  /**
   * One bounded round of work.
   * @param stopping aborted when the role is to stop; a long round looks at it between its parts
   * @returns milliseconds until the next round: 0 for at once, Infinity for when it is woken
   */
  protected abstract runOnce(stopping: AbortSignal): Promise<number>;

  start(): Promise<void> {
    if (this.running === undefined || this.stopping?.signal.aborted === true) {
      this.stopping = new AbortController();
      this.running = this.loop(this.stopping.signal, this.running);
    }
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping?.abort();
    this.endSleep?.();
    await this.running;
  }

  /** Makes the next round come at once; called during a round, there is another one after it. A pause after a failure is kept. */
  wake(): void {
    this.woken = true;
    if (!this.failing) this.endSleep?.();
  }

  /** Begins where the loop of the start before, if it is still stopping, has ended: never two rounds at a time. */
  private async loop(stopping: AbortSignal, before: Promise<void> | undefined): Promise<void> {
    await before;
    while (!stopping.aborted) {
      this.woken = false;
      await this.sleep(await this.round(stopping), stopping);
    }
  }

  private async round(stopping: AbortSignal): Promise<number> {
    const { name, log, backoff } = this.options;
    try {
      const sleepMs = await this.runOnce(stopping);
      if (this.failing) log.info({ code: `${name}-recovered` }, `${name} works again`);
      this.failing = false;
      backoff.reset();
      this.rounds.emit();
      return sleepMs;
    } catch (error) {
      // Said once when it begins, not at every try.
      if (!this.failing) log.error({ code: `${name}-failed`, err: error }, `${name} failed; it tries again`);
      this.failing = true;
      return backoff.next();
    }
  }

  private sleep(sleepMs: number, stopping: AbortSignal): Promise<void> {
    if (stopping.aborted || (this.woken && !this.failing)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.endSleep?.(), Math.min(sleepMs, sleepMsMax));
      this.endSleep = () => {
        clearTimeout(timer);
        this.endSleep = undefined;
        resolve();
      };
    });
  }
}
