import { decodeEvent } from '@allocator/domain';
import type { Service } from './service.js';
import type { DemoPool } from './set-up.js';
import { Tally } from './tally.js';

/** Follows the events of the demo's pools as an analyst would: all that the table shows comes from them. */
export class Observer {
  readonly tallies: ReadonlyMap<string, Tally>;

  constructor(
    private readonly service: Service,
    private readonly pools: readonly DemoPool[],
  ) {
    this.tallies = new Map(pools.map(({ poolId }) => [poolId, new Tally()]));
  }

  /** From now on, until the service is told to end; rejects where the stream breaks off. */
  async follow(): Promise<void> {
    const starts = new Map<number, number>();
    for (const { poolId, lane } of this.pools) {
      const { position } = await this.service.must('GET', `/v1/pools/${poolId}/availability`);
      starts.set(lane, Math.min(starts.get(lane) ?? Infinity, position as number));
    }
    await Promise.all([...starts].map(([lane, after]) => this.followLane(lane, after)));
  }

  private async followLane(lane: number, after: number): Promise<void> {
    for await (const document of this.service.documents(lane, after, true)) {
      const event = decodeEvent(document);
      if ('poolId' in event.data && event.data.poolId !== null) this.tallies.get(event.data.poolId)?.add(event);
    }
    throw new Error(`the service has ended the events of lane ${lane}`);
  }
}
