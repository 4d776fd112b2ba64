import { until } from '@allocator/local';
import { ApiClient } from './api-client.js';
import { Standstills } from './standstills.js';

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
  private readonly lanes = new Set<number>();
  private readonly standstills = new Standstills<number>();
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;

  constructor(private readonly baseUrl: string) {
    this.running = until(() => this.look(), Infinity);
  }

  /** In milliseconds. */
  get longestStallMs(): number {
    return Math.max(...[...this.lanes].map((lane) => this.standstills.longestMs(lane)));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** True when the watch is over. */
  private async look(): Promise<boolean> {
    for (const { lane, publishedUpTo } of await publishedLanes(this.baseUrl)) {
      this.lanes.add(lane);
      this.standstills.seen(lane, publishedUpTo);
    }
    return this.stopping.signal.aborted;
  }
}
