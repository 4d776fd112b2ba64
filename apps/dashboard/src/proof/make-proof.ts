import type { ChosenKeys } from '../chain/choose-keys.js';
import { chooseKeys } from '../chain/choose-keys.js';
import type { PinnedKey, PublicJwk } from '../chain/pinned-key.js';
import { fingerprintOf } from '../chain/pinned-key.js';
import type { ProofSegment } from '../chain/proof-segment.js';
import { segmentFault } from '../chain/proof-segment.js';
import { keyNameIn } from '../chain/signed-checkpoint.js';
import type { TrustedKeys } from '../chain/trusted-keys.js';
import { eventsIn } from '../events/event-document.js';
import type { ServiceClient } from '../service/service-client.js';
import { ServiceLaneSource } from '../service/service-lane-source.js';
import { collectSegments } from './collect-segments.js';
import type { HolderAnswer } from './holder-answer.js';
import type { HolderQuestion, ProofFile } from './proof-file.js';
import { proofFile } from './proof-file.js';

/** The documents do not prove what the service answered, or not under a key that the reader trusts. */
export class BadProofError extends Error {
  override readonly name = 'BadProofError';
}

export interface MadeProof {
  readonly file: ProofFile;
  /** Whether every event of the answer is covered by a signature. */
  readonly isSigned: boolean;
  readonly documents: number;
}

interface Answered {
  readonly question: HolderQuestion;
  readonly answer: HolderAnswer;
  /** The keys that the reader trusts. Without any, the one that the service states counts. */
  readonly pinned: readonly PinnedKey[];
}

/**
 * Reads the documents and signatures that prove an answer, and checks them before they are handed out. Throws `BadProofError`,
 * `ProofTooLongError`, `NoSignaturesError`, and the errors of the service.
 */
export async function makeProof(
  service: ServiceClient,
  { question, answer, pinned }: Answered,
  signal: AbortSignal,
): Promise<MadeProof> {
  const { keys: stated } = await service.get('/v1/checkpoints/keys', { params: {}, signal });
  const using = usableKeys(await chooseKeys(pinned, stated[0]));
  const places = eventsIn(answer.proof).toSorted((a, b) => a.position - b.position);
  const segments = await collectSegments(new ServiceLaneSource(service), places, signal);
  for (const segment of segments) {
    const fault = await segmentFault(segment, using);
    if (fault === undefined) continue;
    throw new BadProofError(
      `Lane ${segment.lane}: ${fault}. Verify the whole history. After a change of the key, pin the former one on the page History.`,
    );
  }
  const keys = await namedKeys(segments, [...stated, ...pinned.flatMap(({ key }) => key ?? [])]);
  return {
    file: proofFile(question, answer, segments, keys),
    isSigned: using !== undefined && segments.every(({ checkpoint }) => checkpoint !== null),
    documents: segments.reduce((sum, { documents }) => sum + documents.length, 0),
  };
}

/** Undefined if the service signs nothing and no key is pinned. */
function usableKeys(chosen: ChosenKeys): TrustedKeys | undefined {
  if (chosen.trust === 'none') return undefined;
  if (chosen.using !== undefined) return chosen.using;
  throw new BadProofError(
    'No pinned key can be used: the service states another key. Find out why, or pin the key in PEM on the page History.',
  );
}

/** Those of the keys that the checkpoints name, each once. */
async function namedKeys(segments: readonly ProofSegment[], keys: readonly PublicJwk[]): Promise<readonly PublicJwk[]> {
  const names = new Set(segments.map(({ checkpoint }) => checkpoint && keyNameIn(checkpoint)));
  const named = new Map<string, PublicJwk>();
  for (const { kty, crv, x } of keys) {
    const fingerprint = await fingerprintOf({ kty, crv, x });
    if (names.has(fingerprint)) named.set(fingerprint, { kty, crv, x });
  }
  return [...named.values()];
}
