import type { Backoff } from './backoff.js';
import type { Log } from './log.js';
import type { Service } from './service.js';
import { TestSignal } from './test-signal.js';

/** How a service logs and retries. */
interface LoopOptions {
  /** Name of the service and prefix of its log codes: `scheduler` logs `scheduler-failed` and `scheduler-recovered`. */
  readonly name: string;
  readonly log: Log;
  /** The pauses after failed rounds. */
  readonly backoff: Backoff;
  /** Shortest pause after a successful round, which a wake does not shorten: frequent wakes share rounds. Default 0. */
  readonly restMs?: number;
}

/** The maximum of setTimeout, 24.8 days. A longer sleep ends then, and a round follows. */
const sleepMsMax = 2 ** 31 - 1;

/** A service that works in rounds, sleeps between them, and can be woken. A failed round is retried after a pause. */
export abstract class LoopService implements Service {
  /** Emitted after each successful round. */
  readonly rounds = new TestSignal();
  private stopping: AbortController | undefined;
  private running: Promise<void> | undefined;
  private woken = false;
  private endSleep: (() => void) | undefined;
  private failing = false;
  private resting = false;

  constructor(private readonly options: LoopOptions) {}

  /**
   * One bounded round of work.
   * @param stopping aborted when the service is stopping; a long round checks it between its steps
   * @returns milliseconds until the next round: 0 for immediately, Infinity for not before it is woken
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

  /** Starts the next round now, or after the present round and its rest. Does not shorten the pause after a failure. */
  wake(): void {
    this.woken = true;
    if (!this.failing && !this.resting) this.endSleep?.();
  }

  /** Waits first for the loop of an earlier start to end: there are never two rounds at a time. */
  private async loop(stopping: AbortSignal, before: Promise<void> | undefined): Promise<void> {
    await before;
    while (!stopping.aborted) {
      this.woken = false;
      const sleepMs = await this.round(stopping);
      const restMs = this.failing ? 0 : Math.min(sleepMs, this.options.restMs ?? 0);
      if (restMs > 0) await this.rest(restMs, stopping);
      await this.sleep(sleepMs - restMs, stopping);
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
      // Logged once when it begins, not at every retry.
      if (!this.failing) log.error({ code: `${name}-failed`, err: error }, `${name} failed and is retried`);
      this.failing = true;
      return backoff.next();
    }
  }

  private async rest(restMs: number, stopping: AbortSignal): Promise<void> {
    this.resting = true;
    await this.passTime(restMs, stopping);
    this.resting = false;
  }

  private sleep(sleepMs: number, stopping: AbortSignal): Promise<void> {
    return this.woken && !this.failing ? Promise.resolve() : this.passTime(sleepMs, stopping);
  }

  /** Until the time has passed, or `endSleep` is called. */
  private passTime(ms: number, stopping: AbortSignal): Promise<void> {
    if (stopping.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.endSleep?.(), Math.min(ms, sleepMsMax));
      this.endSleep = () => {
        clearTimeout(timer);
        this.endSleep = undefined;
        resolve();
      };
    });
  }
}
