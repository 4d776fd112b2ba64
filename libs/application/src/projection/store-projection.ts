import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { EventProjection } from '../ports/event-projection.js';
import type { EventReader } from '../ports/event-reader.js';
import type { Projector } from './projector.js';

/** Largest number of events in one transaction of the read model. */
const readLimit = { countMax: 1_000, bytesMax: 1_048_576 };
/** Poll interval of the store. */
const pollMs = 200;

/** The source of the projector if Kafka is off: the event table. */
export class StoreProjection extends LoopService {
  constructor(
    private readonly projector: Projector,
    private readonly projection: EventProjection,
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
