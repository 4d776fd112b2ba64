import type { EventReader, LaneCloser, LaneHead, StoredEvent } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import type { SimulatedDatabase } from './simulated-database.js';
import type { Pause } from './task.js';

/** The events as a relay reads them: what is committed at the moment of the read. */
export class SimulatedEvents implements EventReader, LaneCloser {
  constructor(
    private readonly database: SimulatedDatabase,
    private readonly pause: Pause,
  ) {}

  async laneHeads(): Promise<readonly LaneHead[]> {
    const heads = this.database.lanes.map(({ head }) => head);
    await this.pause('after reading the heads');
    return heads;
  }

  async laneHead(lane: Lane): Promise<LaneHead> {
    const { head } = this.database.lane(lane);
    await this.pause('after reading the heads');
    return head;
  }

  async readEvents(lane: Lane, after: number, { countMax }: { readonly countMax: number }): Promise<StoredEvent[]> {
    const events = this.database
      .lane(lane)
      .events.slice(after, after + countMax)
      .map(({ position, document }) => ({ lane, position, subject: '', document }));
    await this.pause('after reading events');
    return events;
  }

  async closeLane(lane: Lane, reason: string): Promise<void> {
    const state = this.database.lane(lane);
    state.head = { ...state.head, closedBecause: state.head.closedBecause ?? reason };
  }
}
