import { randomUUID } from 'node:crypto';
import { ApiClient } from './api-client.js';

/** Clients that ask at the same time. */
const clients = 24;

interface Acknowledged {
  readonly assignmentId: string;
  readonly impi: string;
}

/** Users who keep asking for identities, each trying again, with its key, when the service is gone. */
export class AssigningLoad {
  readonly acknowledged: Acknowledged[] = [];
  private baseUrl = '';
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>[] = [];
  private told: (() => void)[] = [];

  constructor(private readonly pools: readonly string[]) {}

  /** Sends the load to this address and resolves after so many more acknowledged assignments; the load goes on. */
  async acknowledge(baseUrl: string, count: number): Promise<void> {
    this.baseUrl = baseUrl;
    const enough = this.acknowledged.length + count;
    for (let n = this.running.length; n < clients; n++) this.running.push(this.client(n));
    while (this.acknowledged.length < enough) await new Promise<void>((resolve) => this.told.push(resolve));
  }

  /** Resolves when every client has its answer. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async client(n: number): Promise<void> {
    const poolId = this.pools[n % this.pools.length] ?? '';
    while (!this.stopping.signal.aborted) await this.assignOne(poolId, randomUUID());
  }

  private async assignOne(poolId: string, commandId: string): Promise<void> {
    for (;;) {
      try {
        const { status, body } = await new ApiClient(this.baseUrl).assign(poolId, commandId, commandId);
        if (status === 201) {
          this.acknowledged.push({ assignmentId: String(body['assignmentId']), impi: String(body['impi']) });
          this.told.splice(0).forEach((tell) => {
            tell();
          });
        }
        if (status < 500) return;
      } catch {
        // Gone: the address changes with the next start, and until then there is nothing to wait for but the loop's turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
