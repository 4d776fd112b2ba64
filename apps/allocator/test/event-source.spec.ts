import type { EventReader, StoredEvent } from '@allocator/application';
import type { Hash, Lane, Position } from '@allocator/domain';
import { describe, expect, it } from '@jest/globals';
import { EventSource } from '../src/features/events/event-source.js';

const lane = 0 as Lane;
const at = (position: number): StoredEvent => ({ lane, position: position as Position, subject: '', document: '' });

/** A lane with ten events. */
const head = { lane, position: 10 as Position, hash: '' as Hash, closedBecause: undefined };
const reader: EventReader = {
  laneHead: () => Promise.resolve(head),
  laneHeads: () => Promise.resolve([head]),
  readEvents: (_, after, { countMax }) =>
    Promise.resolve([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].slice(after, after + countMax).map(at)),
};

describe('the events of a reader that sees all', () => {
  it('end with the span, also if the lane has more by now', async () => {
    const source = new EventSource(reader, { readOwn: () => Promise.reject(new Error('for tenants')) }, 'all');
    const span = { lane, after: 2 as Position, until: 5 as Position };
    const read = await source.read(span, { countMax: 500, bytesMax: 1_000 });
    expect(read).toEqual({ events: [3, 4, 5].map(at), readUpTo: 5 });
  });
});
