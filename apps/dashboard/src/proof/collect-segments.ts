import type { LaneSource } from '../chain/lane-source.js';
import { LineSplitter } from '../chain/line-splitter.js';
import type { ProofSegment } from '../chain/proof-segment.js';
import { unverifiedCheckpoint } from '../chain/signed-checkpoint.js';

/** Where an event is. */
export interface EventPlace {
  readonly lane: number;
  readonly position: number;
}

/** Documents of one proof: some tens of megabytes. */
const proofDocumentsMax = 50_000;

/** The signed documents are too many for one file. */
export class ProofTooLongError extends Error {
  override readonly name = 'ProofTooLongError';
  override readonly message =
    `More than ${proofDocumentsMax} events lie between these and their signatures. ` +
    'Use `allocator export`, and verify the export.';
}

/**
 * The documents that prove these events: from each event up to the next one whose hash is signed.
 * @param places of events of one lane, by position
 */
export async function collectSegments(
  source: LaneSource,
  places: readonly EventPlace[],
  signal: AbortSignal,
): Promise<readonly ProofSegment[]> {
  const segments: ProofSegment[] = [];
  let covered = 0;
  let count = 0;
  for (const { lane, position } of places) {
    if (position <= covered) continue;
    const { jws } = await source.checkpoints(lane, position - 1, 1, signal);
    const checkpoint = jws[0] ?? null;
    const signedAt = checkpoint === null ? undefined : unverifiedCheckpoint(checkpoint)?.position;
    // Without a signature, the rest of the events are in the last segment.
    const end = Math.max(signedAt ?? places.at(-1)?.position ?? position, position);
    count += end - position + 1;
    if (count > proofDocumentsMax) throw new ProofTooLongError();
    segments.push({ lane, documents: await documentsOf(source, lane, position, end, signal), checkpoint });
    covered = end;
  }
  return segments;
}

async function documentsOf(
  source: LaneSource,
  lane: number,
  first: number,
  last: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const splitter = new LineSplitter();
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const documents: string[] = [];
  for await (const chunk of source.documents(lane, first - 1, last, signal)) {
    for (const line of splitter.push(chunk)) documents.push(utf8.decode(line));
  }
  return documents;
}
