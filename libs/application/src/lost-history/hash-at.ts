import type { Hash, Lane, Position } from '@allocator/domain';
import { hashOf } from '../lanes/append-events.js';
import type { EventReader } from '../ports/event-reader.js';

/** Hash of the store's event at a position; undefined if there is none. */
export async function hashAt(
  store: Pick<EventReader, 'readEvents'>,
  lane: Lane,
  position: Position | 0,
): Promise<Hash | undefined> {
  if (position === 0) return undefined;
  const [event] = await store.readEvents(lane, (position - 1) as Position | 0, { countMax: 1, bytesMax: 1 });
  return event === undefined ? undefined : hashOf(event.document);
}
