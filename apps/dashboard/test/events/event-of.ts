import { isKnown, readEvent } from '../../src/events/event-document.js';
import type { EventDocument, EventType } from '../../src/events/event-document.js';

const impi = 'web-1@ims.example';
/** 10:00:00 UTC plus so many seconds. */
export const second = (seconds: number): number => Date.UTC(2026, 10, 27, 10) + seconds * 1_000;
export const at = (seconds: number): string => new Date(second(seconds)).toISOString();

/** A document as the service writes it, recorded at a second after 10:00. */
export function eventOf(type: EventType, seconds: number, data: object, position = seconds + 1): EventDocument {
  const text = JSON.stringify({
    specversion: '1.0',
    id: `3-${position}`,
    source: '/ims-identity-allocator',
    type,
    subject: impi,
    time: at(seconds),
    dataschema: `http://127.0.0.1:8080/v1/schemas/${type}/1`,
    datacontenttype: 'application/json',
    lane: 3,
    position,
    previous: '0'.repeat(64),
    data,
  });
  const event = readEvent(text);
  if (event === undefined || !isKnown(event)) throw new Error(`not a document: ${text}`);
  return event;
}

/** The members that events of a lease share. */
export function leaseOf(generation: number, assigned: number, bound: number, effective = assigned): object {
  return {
    assignmentId: `3-${assigned + 1}`,
    poolId: 'pool-a',
    impi,
    impus: ['sip:web-1@ims.example'],
    generation,
    subjectId: `0000000${generation}-0000-4000-8000-000000000000`,
    reassignableAt: at(bound),
    assignableAt: at(bound + 60),
    effectiveAt: at(effective),
  };
}

export function assignedOf(generation: number, assigned: number, token: number, bound: number): EventDocument {
  return eventOf('Assigned', assigned, {
    ...leaseOf(generation, assigned, bound),
    subjectKind: 'authenticated',
    tokenSequence: 1,
    tokenExpiresAt: at(token),
  });
}
