import type { Lane, Position, RecordedEvent } from '@allocator/domain';
import { decodeEvent } from '@allocator/domain';
import { ProjectionGapError } from '../errors/projection-gap-error.js';
import type { ActivityStore } from '../ports/activity-store.js';
import type { EventProjection } from '../ports/event-projection.js';
import type { StoredEvent } from '../ports/event-reader.js';
import { ActivityTally } from './activity-tally.js';

/** The read model of activity: counts by pool and minute, and how soon identities are assigned again. */
export class ActivityProjection implements EventProjection {
  constructor(private readonly store: ActivityStore) {}

  checkpoint(lane: Lane): Promise<Position | 0> {
    return this.store.checkpoint(lane);
  }

  apply(lane: Lane, events: readonly StoredEvent[]): Promise<Position | 0> {
    return this.store.inLane(lane, async (open) => {
      const next = nextEvents(lane, open.checkpoint, events);
      const checkpoint = next.at(-1)?.position ?? open.checkpoint;
      const recorded = next.map(({ document }) => decodeEvent(document));
      const tally = new ActivityTally(await open.endsOf(reassignedIn(recorded)));
      for (const event of recorded) tally.add(event);
      const { minutes, reuse, ends } = tally;
      await open.write({ checkpoint, minutes, reuse, ends });
      return checkpoint;
    });
  }
}

/** The events after the checkpoint. Throws `ProjectionGapError` if one is missing. */
function nextEvents(lane: Lane, checkpoint: number, events: readonly StoredEvent[]): readonly StoredEvent[] {
  const next = events.filter(({ position }) => position > checkpoint);
  let last = checkpoint;
  for (const { position } of next) {
    if (position !== last + 1) throw new ProjectionGapError(lane, last, position);
    last = position;
  }
  return next;
}

/** Identities that are assigned in these events and had a holder before. */
function reassignedIn(events: readonly RecordedEvent[]) {
  return [
    ...new Set(
      events.flatMap((event) => (event.type === 'Assigned' && event.data.generation > 1 ? [event.data.impi] : [])),
    ),
  ];
}
