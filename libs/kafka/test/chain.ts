import { type PublishedUpTo, type StoredEvent, hashOf } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { genesisHash } from '@allocator/domain';

/** Events of a lane that follow the given ones. Each contains the hash of the one before it, as in the store. */
export function chain(
  lane: Lane,
  count: number,
  after: readonly StoredEvent[] = [],
  data = 'x',
): readonly StoredEvent[] {
  const events: StoredEvent[] = [];
  let { position, hash } = after.length === 0 ? { position: 0, hash: genesisHash } : endOf(after);
  for (let i = 0; i < count; i++) {
    position++;
    const subject = `web-${String(position)}@op-a.example`;
    const document = JSON.stringify({ specversion: '1.0', subject, lane, position, previous: hash, data });
    events.push({ lane, position: position as Position, subject, document });
    hash = hashOf(document);
  }
  return events;
}

/** Position and hash of the last event. */
export function endOf(events: readonly StoredEvent[]): PublishedUpTo & { hash: string } {
  const last = events.at(-1);
  if (last === undefined) throw new Error('no events');
  return { position: last.position, hash: hashOf(last.document) };
}
