import { describe, expect, it } from '@jest/globals';
import { eventTypes, readEvent } from '../../src/events/event-document.js';
import { eventSentence } from '../../src/events/event-sentence.js';
import { assignedOf, at, eventOf, leaseOf } from './event-of.js';

describe('the sentence of an event', () => {
  it('states the holder, the token and the bound, with a date only on another day', () => {
    expect(eventSentence(assignedOf(1, 10, 300, 610))).toBe(
      'Assigned to authenticated holder 00000001: token until 10:05:00, bound 10:10:10.',
    );
    expect(eventSentence(assignedOf(1, 10, 300, 90_000))).toContain('bound 2026-11-28 11:00:00.');
  });

  it('states that a release is a hint, and what frees', () => {
    const released = (more: object): string =>
      eventSentence(eventOf('Released', 100, { ...leaseOf(1, 10, 610), by: 'wwsf', ...more }));
    expect(released({})).toBe('Released by the WWSF: a hint, the bound 10:10:10 stays.');
    expect(released({ by: 'ep-cscf', ground: 'token-refused' })).toMatch(/^Freed: the eP-CSCF refuses every token/);
  });

  it('counts', () => {
    const refused = (count: number): string =>
      eventSentence(eventOf('Refused', 1, { poolId: 'pool-a', reason: 'pool-exhausted', count }));
    expect(refused(1)).toBe('pool-a refused 1 request: pool exhausted.');
    expect(refused(3)).toBe('pool-a refused 3 requests: pool exhausted.');
  });

  it('exists for a type that is not known yet, and no text is an event that is none', () => {
    const text = JSON.stringify({ ...assignedOf(1, 10, 300, 610), type: 'Transferred' });
    const event = readEvent(text);
    expect(event && eventSentence(event)).toContain('does not know');
    expect([readEvent('{'), readEvent('null'), readEvent('{"id":1}')]).toEqual([undefined, undefined, undefined]);
    expect(Object.keys(eventTypes)).toHaveLength(15);
    expect(at(0)).toBe('2026-11-27T10:00:00.000Z');
  });
});
