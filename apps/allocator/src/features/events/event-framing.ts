import type { StoredEvent } from '@allocator/application';
import { eventId } from '@allocator/domain';
import { acceptsEventStream, eventStream } from '../../http/limits/follows-events.js';

/** The format of events in an answer. */
export interface EventFraming {
  readonly mediaType: string;
  readonly frame: (event: StoredEvent) => string;
  /** Sent while there are no events; undefined if the format has no comment. */
  readonly keepAlive: string | undefined;
}

/** One document per line. */
const ndjson: EventFraming = {
  mediaType: 'application/x-ndjson',
  frame: ({ document }) => `${document}\n`,
  keepAlive: undefined,
};

/** Server-sent events (WHATWG HTML, clause 9.2); a document holds no line feed. After a reconnect the reader continues after the last id. */
export const serverSentEvents: EventFraming = {
  mediaType: eventStream,
  frame: ({ lane, position, document }) => `id: ${eventId(lane, position)}\ndata: ${document}\n\n`,
  keepAlive: ':\n\n',
};

/** The format that the request's `Accept` selects. */
export function framingOf(accept: string | undefined): EventFraming {
  return acceptsEventStream(accept) ? serverSentEvents : ndjson;
}
