import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, ApiClient } from './api-client.js';

/** Number of clients at the same time. */
const clients = 24;
/** A client's pause before it sends a request again that got no answer: a service that starts needs the processor. */
const retryMs = 100;

/** An assignment that a client was answered. */
export interface Acknowledged {
  readonly commandId: string;
  readonly assignmentId: string;
  readonly impi: string;
  readonly assignedAt: string;
  readonly reassignableAt: string;
  /** When the answer arrived: milliseconds of the monotonic clock of this process. */
  readonly atMs: number;
}

/** Users who request identities one after another, and retry with the same key while a process of the service is down. */
export class AssigningLoad {
  readonly acknowledged: Acknowledged[] = [];
  /** Longest time from a first request to its answer, in milliseconds. */
  longestWaitMs = 0;
  private baseUrls: readonly string[] = [];
  private requests = 0;
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private waiting: (() => void)[] = [];
  private isAbandoned = false;

  /** @param pauseMs of a client between two assignments: without it, the clients compete with the service for the processor */
  constructor(
    private readonly pools: readonly string[],
    private readonly pauseMs: number,
  ) {}

  /** Sends the load to these addresses in turn and resolves after so many more acknowledged assignments; the load continues. */
  async acknowledge(baseUrls: string | readonly string[], count: number): Promise<void> {
    this.baseUrls = [baseUrls].flat();
    const enough = this.acknowledged.length + count;
    for (let n = this.running.length; n < clients; n++) this.running.push(this.client(n));
    while (this.acknowledged.length < enough) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The longest time without an acknowledged assignment since this one, of all clients together. */
  longestGapMs(since: number): number {
    const answered = this.acknowledged.slice(since).map(({ atMs }) => atMs);
    return Math.round(Math.max(0, ...answered.slice(1).map((atMs, index) => atMs - (answered[index] ?? atMs))));
  }

  /** Resolves when every client has its answer. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  /** Ends the load without its last answers, so that it does not outlive a failed test. */
  abandon(): void {
    this.isAbandoned = true;
    this.stopping.abort();
  }

  private async client(n: number): Promise<void> {
    const poolId = this.pools[n % this.pools.length] ?? '';
    while (!this.stopping.signal.aborted) {
      await this.assignOne(poolId, randomUUID());
      await pause(this.pauseMs);
    }
  }

  private async assignOne(poolId: string, commandId: string): Promise<void> {
    const since = performance.now();
    while (!this.isAbandoned) {
      const baseUrl = this.baseUrls[this.requests++ % this.baseUrls.length] ?? '';
      try {
        const { status, body } = await new ApiClient(baseUrl).assign(poolId, commandId, commandId);
        if (status === 201) {
          this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - since);
          this.acknowledged.push(acknowledgedOf(commandId, body));
          this.waiting.splice(0).forEach((resolve) => {
            resolve();
          });
        }
        if (status < 500) return;
      } catch {
        // Down: the next request goes to another process, or to the address of the next start.
      }
      await pause(retryMs);
    }
  }
}

/** The answer to a command that was executed just now. */
export function acknowledgedOf(commandId: string, body: Answer['body']): Acknowledged {
  return {
    commandId,
    assignmentId: String(body['assignmentId']),
    impi: String(body['impi']),
    assignedAt: String(body['assignedAt']),
    reassignableAt: String(body['reassignableAt']),
    atMs: performance.now(),
  };
}
