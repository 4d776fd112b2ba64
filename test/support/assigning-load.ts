import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient } from './api-client.js';

/** Number of clients at the same time. */
const clients = 24;
/** A client's pause before it sends a request again that got no answer: a service that starts needs the processor. */
const retryMs = 100;

interface Acknowledged {
  readonly assignmentId: string;
  readonly impi: string;
}

/** Users who request identities one after another, and retry with the same key while the service is down. */
export class AssigningLoad {
  readonly acknowledged: Acknowledged[] = [];
  private baseUrl = '';
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private waiting: (() => void)[] = [];
  private isAbandoned = false;

  /** @param pauseMs of a client between two assignments: without it, the clients compete with the service for the processor */
  constructor(
    private readonly pools: readonly string[],
    private readonly pauseMs: number,
  ) {}

  /** Sends the load to this address and resolves after so many more acknowledged assignments; the load continues. */
  async acknowledge(baseUrl: string, count: number): Promise<void> {
    this.baseUrl = baseUrl;
    const enough = this.acknowledged.length + count;
    for (let n = this.running.length; n < clients; n++) this.running.push(this.client(n));
    while (this.acknowledged.length < enough) await new Promise<void>((resolve) => this.waiting.push(resolve));
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
    while (!this.isAbandoned) {
      try {
        const { status, body } = await new ApiClient(this.baseUrl).assign(poolId, commandId, commandId);
        if (status === 201) {
          this.acknowledged.push({ assignmentId: String(body['assignmentId']), impi: String(body['impi']) });
          this.waiting.splice(0).forEach((resolve) => {
            resolve();
          });
        }
        if (status < 500) return;
      } catch {
        // Down: the address changes with the next start.
      }
      await pause(retryMs);
    }
  }
}
