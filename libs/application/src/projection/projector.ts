import type { Lane } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService, TestSignal } from '@allocator/runtime';
import type { ActivityProjection } from '../ports/activity-projection.js';
import { ProjectionGapError } from '../ports/activity-projection.js';
import type { EventReader, StoredEvent } from '../ports/event-reader.js';

/** Events in one transaction of the read model at most. */
const readLimit = { countMax: 1_000, bytesMax: 1_048_576 };
/** How soon the store is looked at again when nothing wakes the projector. */
const pollMs = 200;

/** Brings events into the read model, from whichever source, and stops a lane where something is missing. */
export class Projector {
  /** Emitted with the lane's new checkpoint. */
  readonly projected = new TestSignal<{ readonly lane: Lane; readonly position: number }>();
  private readonly stopped = new Set<Lane>();

  constructor(
    private readonly projection: ActivityProjection,
    private readonly log: Log,
  ) {}

  /** False once the lane has a gap: it stays as it is until an operator has looked, and the other lanes go on. */
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

/** The projector's source where there is no Kafka: the event table itself. */
export class StoreProjection extends LoopService {
  constructor(
    private readonly projector: Projector,
    private readonly projection: ActivityProjection,
    private readonly reader: EventReader,
    log: Log,
  ) {
    super({ name: 'projector', log, backoff: new Backoff({ minMs: 100, maxMs: 5_000 }) });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    let more = false;
    for (const { lane, position } of await this.reader.laneHeads()) {
      if (stopping.aborted) return 0;
      const checkpoint = await this.projection.checkpoint(lane);
      if (checkpoint >= position) continue;
      const events = await this.reader.readEvents(lane, checkpoint, readLimit);
      const projected = await this.projector.project(lane, events);
      more ||= projected && checkpoint + events.length < position;
    }
    return more ? 0 : pollMs;
  }
}
