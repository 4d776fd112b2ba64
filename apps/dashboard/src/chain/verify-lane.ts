import type { ChainPlace, HistoryFault } from './chain-follower.js';
import { ChainFollower } from './chain-follower.js';
import { readLink } from './chain-link.js';
import type { LaneSource } from './lane-source.js';
import { LineSplitter } from './line-splitter.js';
import { SignedHashes } from './signed-hashes.js';
import type { TrustedKeys } from './trusted-keys.js';

export interface LaneTask {
  readonly lane: number;
  /** Where to begin: `chainBegin`, or the place of a verification that was stopped. */
  readonly from: ChainPlace;
  /** Position of the lane's last event, as its owner states it. */
  readonly head: number;
}

export interface LaneProgress {
  readonly place: ChainPlace;
  /** Checkpoints up to the place that have no valid signature of a trusted key. */
  readonly badCheckpoints: number;
}

export interface VerifiedLane extends LaneProgress {
  /** Undefined if every document up to the end is as it was recorded. */
  readonly fault: HistoryFault | undefined;
}

/** Documents that are hashed side by side. WebCrypto answers each in a task of its own, so that the page stays fluent in between. */
const sliceMax = 200;

/**
 * Follows a lane's hash chain over the bytes of its lines, and compares it with the signed checkpoints, in bounded memory. Rejects with the
 * signal's reason when it is stopped: the last reported place is where to continue.
 * @param keys those that sign checkpoints; undefined: only the chain is followed, which anyone who can write all of it can forge
 */
export async function verifyLane(
  source: LaneSource,
  keys: TrustedKeys | undefined,
  { lane, from, head }: LaneTask,
  signal: AbortSignal,
  report: (progress: LaneProgress) => void,
): Promise<VerifiedLane> {
  const signed = new SignedHashes(source, lane, keys, from.position);
  const follower = new ChainFollower(from, signed.known);
  const progress = (): LaneProgress => {
    const { place } = follower;
    return { place, badCheckpoints: signed.badUpTo(place.position) };
  };
  let upTo: number;
  do {
    upTo = Math.max(head, signed.highest);
    for await (const slice of slices(source.documents(lane, follower.place.position, upTo, signal))) {
      signal.throwIfAborted();
      await signed.readUpTo(follower.place.position + slice.length, signal);
      for (const link of await Promise.all(slice.map((line) => readLink(line, lane)))) {
        const fault = follower.follow(link);
        if (fault !== undefined) return { ...progress(), fault };
      }
      signed.forgetBefore(follower.place.position);
      report(progress());
    }
    // A signature can be of an event that was recorded meanwhile; then there is more to read.
    await signed.readUpTo(Infinity, signal);
  } while (follower.place.position === upTo && signed.highest > upTo);
  const fault = follower.end(Math.max(head, signed.highest));
  return { place: follower.place, badCheckpoints: signed.badUpTo(Infinity), fault };
}

async function* slices(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<readonly Uint8Array<ArrayBuffer>[]> {
  const splitter = new LineSplitter();
  for await (const chunk of chunks) {
    const lines = splitter.push(chunk);
    for (let from = 0; from < lines.length; from += sliceMax) yield lines.slice(from, from + sliceMax);
  }
  const rest = splitter.end();
  if (rest !== undefined) yield [rest];
}
