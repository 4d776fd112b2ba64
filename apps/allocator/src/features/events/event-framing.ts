import type { StoredEvent } from '@allocator/application';
import { eventId } from '@allocator/domain';
import { acceptsEventStream, eventStream } from '../../http/limits/follows-events.js';
import type { EventPlace } from './event-place.js';
import { placeText } from './event-place.js';

/** The format of events in an answer. */
export interface EventFraming {
  readonly mediaType: string;
  readonly frame: (event: StoredEvent) => string;
  /** The place that is sent after events, or undefined if the events themselves show it. */
  readonly framePlace: ((place: EventPlace) => string) | undefined;
  /** Sent while there are no events; undefined if the format has no comment. */
  readonly keepAlive: ((place: EventPlace) => string) | undefined;
}

/** One document per line. */
const ndjson: EventFraming = {
  mediaType: 'application/x-ndjson',
  frame: ({ document }) => `${document}\n`,
  framePlace: undefined,
  keepAlive: undefined,
};

/**
 * Server-sent events (WHATWG HTML, clause 9.2); a document holds no line feed. After a reconnect the reader continues after the last id. A
 * block of an id alone is no event for the reader, and sets its last id: so it does not read again what others' events have passed by.
 */
const blockOfPlace = (place: EventPlace): string => {
  const text = placeText(place);
  return text === '' ? ':\n\n' : `id: ${text}\n\n`;
};

/** Of one lane: each event has its id. */
const laneEvents: EventFraming = {
  mediaType: eventStream,
  frame: ({ lane, position, document }) => `id: ${eventId(lane, position)}\ndata: ${document}\n\n`,
  framePlace: undefined,
  keepAlive: blockOfPlace,
};

/** Of several lanes: one id cannot say where the reader is in each, so the ids of all follow the events of one look. */
const lanesEvents: EventFraming = {
  mediaType: eventStream,
  frame: ({ document }) => `data: ${document}\n\n`,
  framePlace: blockOfPlace,
  keepAlive: blockOfPlace,
};

/** The format that the request's `Accept` selects. */
export function framingOf(accept: string | undefined, lanes: number): EventFraming {
  if (!acceptsEventStream(accept)) return ndjson;
  return lanes === 1 ? laneEvents : lanesEvents;
}
