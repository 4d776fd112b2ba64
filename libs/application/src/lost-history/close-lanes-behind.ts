import type { Log } from '@allocator/runtime';
import type { EventReader, LaneHead } from '../ports/event-reader.js';
import type { LaneCloser } from '../ports/lane-closer.js';
import type { PublishedCheckpoints, PublishedUpTo } from '../ports/event-topic.js';
import { hashAt } from './hash-at.js';
import { type LostHistory, compareHead } from './lost-history.js';
import { closeLane } from './seen-heads.js';

/**
 * Closes the lanes in which the store has lost published events. Runs before a process works on a store that may have been restored, so
 * that nothing is assigned before the relay compares the two. Throws if the topic does not answer.
 */
export async function closeLanesBehind(
  store: EventReader & LaneCloser,
  topic: PublishedCheckpoints,
  log: Log,
): Promise<void> {
  // The topic first: what others publish meanwhile is in the store before it is in the topic.
  const published = await topic.publishedUpTo();
  for (const head of await store.laneHeads()) {
    const upTo = published.get(head.lane);
    const lost = upTo === undefined ? undefined : await lostHistory(store, head, upTo);
    if (lost === undefined || head.closedBecause !== undefined) continue;
    await closeLane(store, log, head.lane, lost);
  }
}

async function lostHistory(
  store: EventReader,
  head: LaneHead,
  published: PublishedUpTo,
): Promise<LostHistory | undefined> {
  const { position } = published;
  if (position === 0 || head.position <= position) return compareHead(head, published);
  const hash = await hashAt(store, head.lane, position);
  if (hash === undefined) throw new Error(`the store has no event ${String(head.lane)}-${String(position)}`);
  // Compares the last published event with the store's event at its position.
  return compareHead({ ...head, position, hash }, published);
}
