import { describe, expect, it } from '@jest/globals';
import type { EventDocument } from '../../src/events/event-document.js';
import type { LeaseLife } from '../../src/events/lease-life.js';
import { boundOf, isBoundKnown, leasesOf } from '../../src/events/lease-life.js';
import { type PresentLease, withUnreadEnd } from '../../src/events/with-unread-end.js';
import { endingText } from '../../src/pages/identity/ending-text.js';
import { leaseBars } from '../../src/pages/identity/lease-bars.js';
import { scanLease, scannedMax } from '../../src/pages/identity/scan-lease.js';
import { assignedOf, at, eventOf, leaseOf, second } from '../events/event-of.js';

const impi = 'web-1@ims.example';
const assigned = assignedOf(1, 10, 300, 610);

/** What the identity states about its lease of generation 1. */
const present = (state: PresentLease['state'], bound: number): PresentLease => ({
  assignmentId: '3-11',
  state,
  reassignableAt: at(bound),
  assignableAt: at(bound + 60),
});
const laterLease: PresentLease = { ...present('assigned', 9_000), assignmentId: '3-5000' };

/** The last lease of these events, which were read up to a second after 10:00. */
function readUntil(seconds: number, identity: PresentLease, events: readonly EventDocument[] = [assigned]): LeaseLife {
  const lease = withUnreadEnd(leasesOf(events), second(seconds), identity).at(-1);
  if (lease === undefined) throw new Error('no lease');
  return lease;
}

const statesOf = (lease: LeaseLife) =>
  leaseBars(lease).map(({ state, from, until }) => [state, (from - second(0)) / 1_000, (until - second(0)) / 1_000]);
const now = second(200);

describe('a lease whose end was not read', () => {
  it('is never in use by its events alone', () => {
    const lease = readUntil(100, laterLease);
    expect(endingText(lease, now)).toBe('Not read to its end (events up to 2026-11-27 10:01:40)');
    expect(isBoundKnown(lease)).toBe(false);
    expect(statesOf(lease)).toEqual([
      ['assigned', 10, 100],
      ['unread', 100, 610],
    ]);
  });

  it('has the present state and bound where the identity states them', () => {
    const inUse = readUntil(100, present('assigned', 3_000));
    expect(endingText(inUse, now)).toBe('Not read to its end (events up to 2026-11-27 10:01:40): assigned now');
    expect([isBoundKnown(inUse), boundOf(inUse)]).toEqual([true, second(3_000)]);
    expect(statesOf(inUse)).toEqual([
      ['assigned', 10, 3_000],
      ['quarantined', 3_000, 3_060],
    ]);
    const over = readUntil(100, present('assignable', 150));
    expect(endingText(over, now)).toBe('Not read to its end (events up to 2026-11-27 10:01:40): over now');
    expect(statesOf(over)).toEqual([
      ['assigned', 10, 100],
      ['unread', 100, 150],
      ['quarantined', 150, 210],
    ]);
  });

  it('keeps the release that was read', () => {
    const released = eventOf('Released', 50, { ...leaseOf(1, 10, 610, 50), by: 'wwsf' });
    const lease = readUntil(100, laterLease, [assigned, released]);
    expect(endingText(lease, now)).toBe(
      'Released, held up to its bound; not read to its end (events up to 2026-11-27 10:01:40)',
    );
    expect(statesOf(lease)).toEqual([
      ['assigned', 10, 50],
      ['held', 50, 100],
      ['unread', 100, 610],
    ]);
  });

  it('is not one whose end was read, nor an earlier one', () => {
    const expired = eventOf('Expired', 611, leaseOf(1, 10, 610, 610));
    expect(endingText(readUntil(700, laterLease, [assigned, expired]), now)).toBe('Its bound passed');
    const two = [assigned, expired, assignedOf(2, 1_100, 1_400, 1_700)];
    expect(withUnreadEnd(leasesOf(two), second(1_200), laterLease).map(({ unread }) => unread !== undefined)).toEqual([
      false,
      true,
    ]);
    expect(withUnreadEnd(leasesOf([assigned]), undefined, laterLease)[0]?.unread).toBeUndefined();
  });
});

it('a lease that was read to its end is in use up to its bound, also before Expired is recorded', () => {
  const [lease] = leasesOf([assigned]);
  expect(lease && endingText(lease, second(609))).toBe('In use');
  expect(lease && endingText(lease, second(610))).toBe('Its bound passed');
});

describe('the search for the events of a lease', () => {
  /** A service whose lane has these events. */
  const serviceWith = (events: readonly EventDocument[]) => ({
    async *stream(path: string, _: AbortSignal, onOpen?: (headers: Headers) => void) {
      const query = new URLSearchParams(path.split('?')[1]);
      const [after, limit] = [Number(query.get('after')), Number(query.get('limit'))];
      onOpen?.(new Headers());
      for (const event of events.filter(({ position }) => position > after).slice(0, limit))
        yield await Promise.resolve(JSON.stringify(event));
    },
  });
  const others = Array.from({ length: scannedMax }, (_, index) => ({
    ...assignedOf(1, 11 + index, 20_000 + index, 20_000 + index),
    subject: 'web-2@ims.example',
  }));
  const expired = eventOf('Expired', 20_011, leaseOf(1, 10, 610, 610));
  const { signal } = new AbortController();

  it('ends with the lane', async () => {
    const found = await scanLease(serviceWith([assigned, ...others.slice(3), expired]), impi, '3-11', signal);
    expect(found.events.map(({ type }) => type)).toEqual(['Assigned', 'Expired']);
    expect(found.readUntil).toBeUndefined();
  });

  it('states how far it has read where an end lies beyond its limit', async () => {
    const found = await scanLease(serviceWith([assigned, ...others, expired]), impi, '3-11', signal);
    expect(found.events.map(({ type }) => type)).toEqual(['Assigned']);
    expect(found.readUntil).toBe(second(20_009));
  });
});
