import { until } from '@allocator/local';
import { ApiClient } from './api-client.js';

/** A lane in `GET /health/ready`. */
export interface PublishedLane {
  readonly lane: number;
  readonly state: string;
  readonly publishedUpTo: number;
  readonly lag: number;
}

/** How far a service has published each lane: what Kafka has acknowledged to it. */
export async function publishedLanes(baseUrl: string): Promise<readonly PublishedLane[]> {
  const { relay = [] } = (await new ApiClient(baseUrl).get('/health/ready')).body as { relay?: PublishedLane[] };
  return relay;
}

/** Measures the longest time in which a lane published nothing, while each lane gets events all the time. */
export class PublicationWatch {
  /** In milliseconds. */
  longestStallMs = 0;
  private readonly since = new Map<number, { readonly position: number; readonly at: number }>();
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;

  constructor(private readonly baseUrl: string) {
    this.running = until(() => this.look(), Infinity);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** True when the watch is over. */
  private async look(): Promise<boolean> {
    for (const { lane, publishedUpTo: position } of await publishedLanes(this.baseUrl)) {
      const before = this.since.get(lane);
      if (before?.position === position) continue;
      const at = performance.now();
      this.longestStallMs = Math.max(this.longestStallMs, at - (before?.at ?? at));
      this.since.set(lane, { position, at });
    }
    return this.stopping.signal.aborted;
  }
}
