import { describe, expect, it } from '@jest/globals';
import { countsText, noMatchText } from '../../src/events/counts-text.js';
import {
  emptyWindow,
  isOfPool,
  keptMax,
  matches,
  noFilter,
  withArrived,
  withFilter,
} from '../../src/events/event-window.js';
import type { LiveEvent } from '../../src/events/event-window.js';
import { LaneCursors } from '../../src/events/lane-cursors.js';
import { reconnectPauseMs } from '../../src/events/reconnect-pause-ms.js';
import { assignedOf, eventOf } from '../events/event-of.js';

const liveEvents = (from: number, count: number): LiveEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const event = assignedOf(1, from + index, 300, 610);
    return { event, text: JSON.stringify(event) };
  });

const everything = (): boolean => true;
const ofPoolA = ({ event }: LiveEvent): boolean => isOfPool(event, 'pool-a');

/** Events of other pools, which push everything else out of the newest. */
const foreignEvents = (from: number, count: number): LiveEvent[] =>
  Array.from({ length: count }, (_, index) => {
    const refusal = { poolId: 'pool-b', reason: 'pool-exhausted', count: 1 };
    return { event: eventOf('Refused', from + index, refusal), text: '' };
  });

describe('the window of live events', () => {
  it('keeps the newest, in bounded memory, and counts the others', () => {
    const some = withArrived(emptyWindow(everything), liveEvents(0, 3));
    expect(some.kept.map(({ event }) => event.position)).toEqual([3, 2, 1]);
    expect(some).toMatchObject({ received: 3, matched: 3 });
    const many = withArrived(some, liveEvents(3, keptMax + 5));
    expect([many.kept.length, many.newest.length]).toEqual([keptMax, keptMax]);
    expect(many).toMatchObject({ received: keptMax + 8, matched: keptMax + 8 });
    expect(many.kept[0]?.event.position).toBe(keptMax + 8);
    expect(countsText(many, false, 100)).toEqual([
      '2,008 received, 1,900 older ones are not shown',
      '8 older events were left out: the page keeps 2,000',
    ]);
  });

  it('keeps events that match, however many others follow', () => {
    const own = withArrived(emptyWindow(ofPoolA), liveEvents(0, 2));
    const busy = withArrived(own, foreignEvents(2, keptMax + 1));
    expect(busy.kept.map(({ event }) => event.position)).toEqual([2, 1]);
    expect(busy).toMatchObject({ received: keptMax + 3, matched: 2, unsearched: 0 });
    expect(countsText(busy, true, 100)).toEqual(['2,003 received, 2 match the filter']);
    expect(noMatchText(withArrived(emptyWindow(ofPoolA), foreignEvents(0, 2_001)))).toEqual({
      title: 'No event matches the filter',
      text: '2,001 were received.',
    });
  });

  it('searches for another filter what is still kept, and counts what is not', () => {
    const busy = withArrived(withArrived(emptyWindow(everything), liveEvents(0, 2)), foreignEvents(2, keptMax + 1));
    const chosen = withFilter(busy, ofPoolA);
    expect(chosen).toMatchObject({ kept: [], received: keptMax + 3, matched: 0, unsearched: 3 });
    expect(noMatchText(chosen)).toEqual({
      title: 'No searched event matches the filter',
      text: '2,003 were received. 3 had been left out before the filter was chosen, and were not searched.',
    });
    const later = withArrived(chosen, [...liveEvents(3_000, 1), ...foreignEvents(3_001, keptMax)]);
    expect(countsText(later, true, 100)).toEqual([
      '4,004 received, 1 match the filter',
      '3 had been left out before the filter was chosen, and were not searched',
    ]);
    const narrower = withFilter(later, (live) => ofPoolA(live) && matches(live, { ...noFilter, type: 'Assigned' }));
    expect(narrower.kept.map(({ event }) => event.position)).toEqual([3_001]);
    expect(countsText(withFilter(narrower, everything), false, 100)).toEqual([
      '4,004 received, 1,900 older ones are not shown',
      '2,004 older events were left out: the page keeps 2,000',
    ]);
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
