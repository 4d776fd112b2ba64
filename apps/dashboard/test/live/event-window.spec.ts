import { describe, expect, it } from '@jest/globals';
import { emptyWindow, keptMax, matches, noFilter, withArrived } from '../../src/events/event-window.js';
import type { LiveEvent } from '../../src/events/event-window.js';
import { LaneCursors } from '../../src/events/lane-cursors.js';
import { reconnectPauseMs } from '../../src/events/reconnect-pause-ms.js';
import { assignedOf, eventOf } from '../events/event-of.js';

const liveEvents = (from: number, count: number): LiveEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const event = assignedOf(1, from + index, 300, 610);
    return { event, text: JSON.stringify(event) };
  });

describe('the window of live events', () => {
  it('keeps the newest, in bounded memory, and counts the others', () => {
    const some = withArrived(emptyWindow, liveEvents(0, 3));
    expect(some.kept.map(({ event }) => event.position)).toEqual([3, 2, 1]);
    expect(some).toMatchObject({ received: 3, leftOut: 0 });
    const many = withArrived(some, liveEvents(3, keptMax + 5));
    expect(many.kept).toHaveLength(keptMax);
    expect(many).toMatchObject({ received: keptMax + 8, leftOut: 8 });
    expect(many.kept[0]?.event.position).toBe(keptMax + 8);
  });

  it('is filtered by type, and by parts of pool and IMPI in any case', () => {
    const [live] = liveEvents(0, 1) as [LiveEvent];
    expect(matches(live, noFilter)).toBe(true);
    expect(matches(live, { type: 'Assigned', pool: 'POOL', impi: 'web-1@' })).toBe(true);
    expect(matches(live, { ...noFilter, type: 'Expired' })).toBe(false);
    expect(matches(live, { ...noFilter, pool: 'pool-b' })).toBe(false);
    const refused = eventOf('Refused', 1, { poolId: 'pool-a', reason: 'pool-exhausted', count: 1 });
    expect(matches({ event: refused, text: '' }, { ...noFilter, impi: 'web' })).toBe(false);
  });
});

describe('the resumption of the stream', () => {
  it('continues after the last event of each lane, and recognises repeated ones', () => {
    const cursors = new LaneCursors();
    expect(cursors.place).toBe('latest');
    cursors.start(['3-6', 'no id']);
    expect(cursors.place).toEqual(['3-6']);
    expect([cursors.advance(3, 7), cursors.advance(0, 1), cursors.advance(3, 8)]).toEqual([true, true, true]);
    expect([cursors.advance(3, 8), cursors.advance(3, 2)]).toEqual([false, false]);
    expect(cursors.place).toEqual(['3-8', '0-1']);
  });

  it('pauses longer after each failure, from a quarter of a second to half a minute', () => {
    expect([1, 2, 3, 20].map((failures) => reconnectPauseMs(failures, 1))).toEqual([500, 1_000, 2_000, 30_000]);
    expect(reconnectPauseMs(1, 0)).toBe(250);
  });
});
