import type { CommitNews, EventReader } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { EventFraming } from './event-framing.js';
import { LaneNews } from './lane-news.js';

/** Documents read at a time: a slow reader keeps at most these in memory. */
const chunkCountMax = 500;
const chunkBytesMax = 512 * 1024;
/** Shortest time between two looks of a follower that found nothing: in a busy lane, its reads are bounded. */
const restMs = 100;
/** Interval in which a follower at the end looks for events whose news was lost. */
const followPollMs = 2_000;
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
  { reader, news }: { readonly reader: EventReader; readonly news: CommitNews },
  { lane, after, countMax, follow }: EventSpan,
  { frame, keepAlive }: EventFraming,
  ended: AbortSignal,
): AsyncGenerator<Buffer> {
  let position = after;
  let left = countMax;
  let quietSince = performance.now();
  const laneNews = new LaneNews(news, lane);
  try {
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
        await laneNews.wait(restMs, followPollMs, ended);
      }
    }
  } finally {
    laneNews.close();
  }
}
