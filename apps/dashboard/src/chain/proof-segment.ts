import { readLink } from './chain-link.js';
import { readCheckpoint } from './signed-checkpoint.js';
import type { TrustedKeys } from './trusted-keys.js';

/** Documents of a lane in a row, up to one whose hash is signed: so all of them are. */
export interface ProofSegment {
  readonly lane: number;
  /** The stored texts, byte for byte, by position without a gap. */
  readonly documents: readonly string[];
  /** A signed checkpoint of the last document (JWS, compact); null: none was signed yet. */
  readonly checkpoint: string | null;
}

/** What is wrong with a segment, for a person to read; undefined if it proves its documents as far as its checkpoint does. */
export async function segmentFault(
  { lane, documents, checkpoint }: ProofSegment,
  keys: TrustedKeys | undefined,
): Promise<string | undefined> {
  const utf8 = new TextEncoder();
  const links = await Promise.all(documents.map((document) => readLink(utf8.encode(document), lane)));
  for (const [index, link] of links.entries()) {
    if (link.position === undefined) return `document ${index + 1} is no event document of lane ${lane}`;
    const next = links[index + 1];
    if (next === undefined) break;
    if (next.position !== link.position + 1) return `position ${link.position + 1} is missing`;
    if (next.previous !== link.hash) return `position ${link.position} is not the document that was recorded`;
  }
  const last = links.at(-1);
  if (last === undefined) return 'the segment has no document';
  if (checkpoint === null || keys === undefined) return undefined;
  const signed = await readCheckpoint(checkpoint, keys);
  if (signed === undefined) return 'the checkpoint has no valid signature of a trusted key';
  if (signed.lane !== lane || signed.position !== last.position) return 'the checkpoint is of another document';
  return signed.hash === last.hash ? undefined : `position ${last.position} is not the document that was signed`;
}
