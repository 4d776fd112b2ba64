import type { Lane } from '@allocator/domain';
import type { Checkpoint } from '../ports/checkpoint-store.js';
import type { HistorySource, Pages } from '../ports/history-source.js';
import type { Progress } from '../ports/progress.js';
import type { VerifiedLane } from './verify-lane.js';
import { verifyLane } from './verify-lane.js';

/** Checks signatures under one public key. */
export interface CheckpointReader {
  /** Undefined if the JWS is not signed under the key, or is not a checkpoint. */
  checkpoint(jws: string): Promise<Checkpoint | undefined>;
}

export interface VerifiedHistory {
  readonly lanes: readonly VerifiedLane[];
  /** Lanes with checkpoints that are not signed under the key, and how many they have. */
  readonly badCheckpoints: readonly { readonly lane: Lane; readonly count: number }[];
  /** Events that are as they were recorded. */
  readonly events: number;
  readonly isSound: boolean;
}

/**
 * Follows the hash chain of every lane from its first event, and compares it with the signed checkpoints.
 * @param reader undefined: only the chain is followed, and anyone who can write the whole of it can forge it
 */
export async function verifyHistory(
  source: HistorySource,
  reader: CheckpointReader | undefined,
  progress: Progress,
): Promise<VerifiedHistory> {
  const ends = await source.lanes();
  progress.grow(sum(ends.map(({ position }) => position)));
  const lanes: VerifiedLane[] = [];
  const badCheckpoints: { lane: Lane; count: number }[] = [];
  for (const { lane } of ends) {
    const { good, bad } = await readCheckpoints(await source.checkpoints(lane), reader);
    if (bad > 0) badCheckpoints.push({ lane, count: bad });
    lanes.push(await verifyLane(lane, counted(source.documents(lane, 0), progress), good));
  }
  return {
    lanes,
    badCheckpoints,
    events: sum(lanes.map(({ soundUpTo }) => soundUpTo)),
    isSound: badCheckpoints.length === 0 && lanes.every(({ fault }) => fault === undefined),
  };
}

async function readCheckpoints(
  jwss: readonly string[],
  reader: CheckpointReader | undefined,
): Promise<{ readonly good: readonly Checkpoint[]; readonly bad: number }> {
  if (reader === undefined) return { good: [], bad: 0 };
  const read = await Promise.all(jwss.map((jws) => reader.checkpoint(jws)));
  const good = read.filter((checkpoint) => checkpoint !== undefined);
  return { good, bad: read.length - good.length };
}

async function* counted(pages: Pages, progress: Progress): Pages {
  for await (const page of pages) {
    progress.add(page.length);
    yield page;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
