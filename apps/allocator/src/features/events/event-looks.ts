import type { CommitNews, EventSpan, StoredEvent } from '@allocator/application';
import type { Lane, Position } from '@allocator/domain';
import type { EventPlace } from './event-place.js';
import type { EventSource } from './event-source.js';
import { LaneNews } from './lane-news.js';

/** Documents read at a time: a slow reader keeps at most these in memory. */
const chunkCountMax = 500;
const chunkBytesMax = 512 * 1024;
/** Positions that one look covers: it takes some 10 ms if none of them is for the reader. */
const spanMax = 5_000;
/** Shortest time between two looks of a follower that found nothing: in a busy lane, its reads are bounded. */
const restMs = 100;
/** Interval in which a follower at the end looks for events whose news was lost. */
const followPollMs = 2_000;

export interface EventRange {
  /** Where it starts in each of its lanes. */
  readonly after: EventPlace;
  readonly countMax: number;
  /** Where it ends in each lane; undefined: it waits at the end for more. */
  readonly until: EventPlace | undefined;
}

export interface EventSupply {
  readonly source: EventSource;
  readonly news: CommitNews;
}

/**
 * What a reader finds at each look, which can be nothing: lanes take turns, so that a long one does not delay the others. At the end of all
 * lanes a follower waits.
 * @param place moves on with each look
 */
export async function* eventLooks(
  { source, news }: EventSupply,
  { countMax, until }: Omit<EventRange, 'after'>,
  place: Map<Lane, Position | 0>,
  ended: AbortSignal,
): AsyncGenerator<readonly StoredEvent[]> {
  let left = countMax;
  const laneNews = new LaneNews(news, new Set(place.keys()));
  try {
    do {
      const ends = until ?? (await source.endsOfAnswering([...place.keys()]));
      for (let spans = spansUpTo(ends, place); spans.length > 0; spans = spansUpTo(ends, place)) {
        for (const span of spans) {
          const limit = { countMax: Math.min(left, chunkCountMax), bytesMax: chunkBytesMax };
          const { events, readUpTo } = await source.read(span, limit);
          place.set(span.lane, readUpTo);
          left -= events.length;
          yield events;
          if (left === 0 || ended.aborted) return;
        }
      }
      if (until !== undefined) return;
      await laneNews.wait(restMs, followPollMs, ended);
      yield [];
    } while (!ended.aborted);
  } finally {
    laneNews.close();
  }
}

/** The next span of each lane that is not read up to its end. */
function spansUpTo(ends: EventPlace, place: EventPlace): readonly EventSpan[] {
  const spans: EventSpan[] = [];
  for (const [lane, end] of ends) {
    const after = place.get(lane) ?? end;
    if (after < end) spans.push({ lane, after, until: Math.min(end, after + spanMax) as Position });
  }
  return spans;
}
