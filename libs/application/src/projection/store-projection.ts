import type { Lane, Position } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import { Backoff, LoopService } from '@allocator/runtime';
import type { EventProjection } from '../ports/event-projection.js';
import type { EventReader } from '../ports/event-reader.js';
import type { Projector } from './projector.js';

/** Largest number of events in one transaction of the read model. */
const readLimit = { countMax: 1_000, bytesMax: 1_048_576 };
/** Poll interval of the store: `HeadWatch` announces also what was lost of the news. */
const pollMs = 10_000;
/** Events of this time share transactions. */
const restMs = 200;

/** The source of the projector if Kafka is off: the event table. Wake it with the news of a commit. */
export class StoreProjection extends LoopService {
  /** The ends of the lanes up to which the read model was complete when it was last read. */
  private readonly completeUpTo = new Map<Lane, Position | 0>();

  constructor(
    private readonly projector: Projector,
    private readonly projection: EventProjection,
    private readonly reader: EventReader,
    log: Log,
  ) {
    super({ name: 'projector', log, backoff: new Backoff({ minMs: 100, maxMs: 5_000 }), restMs });
  }

  protected async runOnce(stopping: AbortSignal): Promise<number> {
    let more = false;
    for (const { lane, position } of await this.reader.laneHeads('answering')) {
      if (stopping.aborted) return 0;
      if (this.completeUpTo.get(lane) === position) continue;
      const checkpoint = await this.projection.checkpoint(lane);
      if (checkpoint >= position) {
        this.completeUpTo.set(lane, position);
        continue;
      }
      const events = await this.reader.readEvents(lane, checkpoint, readLimit);
      const projected = await this.projector.project(lane, events);
      more ||= projected && checkpoint + events.length < position;
    }
    return more ? 0 : pollMs;
  }
}
