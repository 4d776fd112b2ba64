import type { EventReader } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventFraming } from './event-framing.js';

/** Documents read at a time: a slow reader keeps at most these in memory. */
const chunkCountMax = 500;
const chunkBytesMax = 512 * 1024;
/** Interval in which a follower at the end looks for new events. */
const followPollMs = 100;
/** Interval of comments in a quiet stream of server-sent events: proxies close idle connections. */
const keepAliveMs = 15_000;

export interface EventSpan {
  readonly lane: Lane;
  readonly after: Position | 0;
  readonly countMax: number;
  /** Whether to wait at the end for more. */
  readonly follow: boolean;
}

/** The documents in chunks, as fast as the reader consumes them. A follower waits at the end for more, until it is ended. */
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
