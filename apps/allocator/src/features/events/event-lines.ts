import type { EventReader, StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { eventId } from '@allocator/domain';
import type { FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';

/** Documents read at a time: a slow reader holds back this much and no more. */
const chunkCountMax = 500;
const chunkBytesMax = 512 * 1024;
/** How soon a follower at the end looks for more. */
const followPollMs = 100;
/** A quiet stream of server-sent events says so often that it lives: what stands between ends a connection that says nothing. */
const keepAliveMs = 15_000;

/** How events stand in an answer. */
export interface EventFraming {
  readonly mediaType: string;
  readonly frame: (event: StoredEvent) => string;
  /** What is said while there is nothing to say; undefined where the format has no word for it. */
  readonly keepAlive: string | undefined;
}

/** A document a line. */
export const ndjson: EventFraming = {
  mediaType: 'application/x-ndjson',
  frame: ({ document }) => `${document}\n`,
  keepAlive: undefined,
};

/** Server-sent events (WHATWG HTML, clause 9.2); a document holds no line feed. The id is where a reader goes on from. */
export const serverSentEvents: EventFraming = {
  mediaType: 'text/event-stream',
  frame: ({ lane, position, document }) => `id: ${eventId(lane, position)}\ndata: ${document}\n\n`,
  keepAlive: ':\n\n',
};

/** The format that the request's `Accept` selects. */
export function framingOf(accept: string | undefined): EventFraming {
  return accept?.includes(serverSentEvents.mediaType) === true ? serverSentEvents : ndjson;
}

/** Whether a request for events stays open at the end of the lane: server-sent events always do. */
export function followsEvents({ query, headers }: Pick<FastifyRequest, 'query' | 'headers'>): boolean {
  return (query as { follow?: unknown }).follow === 'true' || framingOf(headers.accept) === serverSentEvents;
}

export interface EventSpan {
  readonly lane: Lane;
  readonly after: Position | 0;
  readonly countMax: number;
  /** Whether to wait at the end for more. */
  readonly follow: boolean;
}

/** The documents, chunk by chunk, as fast as they are taken; a follower waits at the end for more until it is ended. */
export async function* eventLines(
  reader: EventReader,
  { lane, after, countMax, follow }: EventSpan,
  { frame, keepAlive }: EventFraming,
  ended: AbortSignal,
): AsyncGenerator<Buffer> {
  let position = after;
  let left = countMax;
  let quietSince = performance.now();
  while (left > 0 && !ended.aborted) {
    const limit = { countMax: Math.min(left, chunkCountMax), bytesMax: chunkBytesMax };
    const events = await reader.readEvents(lane, position, limit);
    const last = events.at(-1);
    if (last === undefined && !follow) return;
    if (last !== undefined) {
      yield Buffer.from(events.map(frame).join(''));
      position = last.position;
      left -= events.length;
      quietSince = performance.now();
    } else if (keepAlive !== undefined && performance.now() - quietSince > keepAliveMs) {
      yield Buffer.from(keepAlive);
      quietSince = performance.now();
    } else {
      await pause(followPollMs, undefined, { signal: ended }).catch(() => undefined);
    }
  }
}
