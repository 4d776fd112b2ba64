import type { LaneHead } from '@allocator/application';
import type { Instant, Lane, Position } from '@allocator/domain';
import { toIso } from '@allocator/domain';
import type { LaneReconciliation } from '@allocator/postgres';
import { exitCodes } from '../command/command-error.js';
import { EventProgress } from './event-progress.js';
import type { HistorySource } from './history-source.js';

/** When the store was lost whose backup this is; or that all it ever committed is in the topic, which somebody vouches for. */
export type Loss = { readonly lostAt: Instant } | 'nothing-unpublished';

/** Events in one transaction. */
const batchMax = 500;

/**
 * Brings a store that was restored from a backup to where the topic is, lane by lane, sees to it that nothing is lent that
 * somebody may hold, and opens the lanes. Broken off, it goes on where it was. Returns the exit code.
 */
export async function reconcileStore(
  topic: HistorySource,
  store: LaneReconciliation,
  loss: Loss,
  tell: (line: string) => void,
): Promise<number> {
  const heads = await store.lanes();
  const ends = await topic.lanes();
  const progress = new EventProgress(
    'reconciling',
    ends.reduce((sum, { position }) => sum + position, 0),
  );
  const back = new Map<Lane, number>();
  try {
    for (const head of heads) back.set(head.lane, await reconcileLane(topic, store, head, progress));
  } finally {
    progress.end();
  }
  for (const { lane } of heads) await store.moveHolds(lane, heads.length);
  for (const { lane } of heads) {
    await store.keepLent(lane);
    tell(`lane ${String(lane)}: ${(back.get(lane) ?? 0).toLocaleString('en-US')} events brought back`);
    if (loss !== 'nothing-unpublished') {
      for (const { poolId, assignNotBefore } of await store.hold(lane, loss.lostAt)) {
        tell(`  ${poolId} lends nothing before ${toIso(assignNotBefore)}`);
      }
    }
    await store.project(lane);
  }
  // Not before every lane has its history and its hold: what one lane lends may depend on terms of another.
  for (const { lane } of heads) if (await store.open(lane)) tell(`lane ${String(lane)} is open again`);
  tell('not brought back, because no event has it: references of new subjects, refusals, fingerprints of commands');
  return exitCodes.done;
}

/** How many events the lane has got back. */
async function reconcileLane(
  topic: HistorySource,
  store: LaneReconciliation,
  head: LaneHead,
  progress: EventProgress,
): Promise<number> {
  let count = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    await store.append(head.lane, batch);
    count += batch.length;
    batch = [];
  };
  for await (const page of topic.documents(head.lane, head.position)) {
    progress.add(page.length);
    batch.push(...page.filter((document) => positionIn(document) > head.position));
    while (batch.length >= batchMax) await flush();
  }
  if (batch.length > 0) await flush();
  return count;
}

/** `position` stands before `data` in every document, so the first one found is the event's own. */
function positionIn(document: string): Position {
  return Number(/"position":(\d+)/.exec(document)?.[1]) as Position;
}
