import type { Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { TestSignal } from '@allocator/runtime';
import { ProjectionGapError } from '../errors/projection-gap-error.js';
import type { EventProjection } from '../ports/event-projection.js';
import type { StoredEvent } from '../ports/event-reader.js';

/** Adds events to the read model, from Kafka or from the store, and stops a lane if an event is missing: `ActivityProjection` finds that. */
export class Projector {
  /** Emits the lane's new checkpoint. */
  readonly projected = new TestSignal<{ readonly lane: Lane; readonly position: number }>();
  private readonly stopped = new Set<Lane>();

  constructor(
    private readonly projection: EventProjection,
    private readonly log: Log,
  ) {}

  /** False once an event of the lane is missing: the lane is projected no further until an operator acts. Other lanes continue. */
  async project(lane: Lane, events: readonly StoredEvent[]): Promise<boolean> {
    if (this.stopped.has(lane)) return false;
    try {
      this.projected.emit({ lane, position: await this.projection.apply(lane, events) });
      return true;
    } catch (error) {
      if (!(error instanceof ProjectionGapError)) throw error;
      this.stopped.add(lane);
      const { checkpoint, position } = error;
      this.log.error(
        { code: 'projector-gap', lane, checkpoint, position },
        'events are missing: the lane is projected no further',
      );
      return false;
    }
  }

  get stoppedLanes(): readonly Lane[] {
    return [...this.stopped];
  }
}
