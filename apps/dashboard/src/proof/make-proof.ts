import type { ServiceClient } from '../service/service-client.js';
import { ServiceLaneSource } from '../service/service-lane-source.js';
import { readPin } from '../chain/pinned-key.js';
import { segmentFault } from '../chain/proof-segment.js';
import { storedPins } from '../chain/stored-pins.js';
import { trustedKeys } from '../chain/trusted-keys.js';
import { eventsIn } from '../events/event-document.js';
import { collectSegments } from './collect-segments.js';
import type { HolderAnswer } from './holder-answer.js';
import type { HolderQuestion, ProofFile } from './proof-file.js';
import { proofFile } from './proof-file.js';

/** The documents do not prove what the service answered. */
class BadProofError extends Error {
  override readonly name = 'BadProofError';
}

export interface MadeProof {
  readonly file: ProofFile;
  /** Whether every event of the answer is covered by a signature. */
  readonly isSigned: boolean;
  readonly documents: number;
}

/**
 * Reads the documents and signatures that prove an answer, and checks them before they are handed out. Throws `BadProofError`,
 * `ProofTooLongError`, `NoSignaturesError`, and the errors of the service.
 */
export async function makeProof(
  service: ServiceClient,
  question: HolderQuestion,
  answer: HolderAnswer,
  signal: AbortSignal,
): Promise<MadeProof> {
  const { keys: ofService } = await service.get('/v1/checkpoints/keys', { params: {}, signal });
  const jwk = ofService[0] ?? null;
  // Older documents are signed with a former key, which the service does not state any more.
  const pinned = await Promise.all(storedPins().map(readPin));
  const keys = await trustedKeys([...ofService, ...pinned.flatMap(({ key }) => key ?? [])]);
  const places = eventsIn(answer.proof).toSorted((a, b) => a.position - b.position);
  const segments = await collectSegments(new ServiceLaneSource(service), places, signal);
  for (const segment of segments) {
    const fault = await segmentFault(segment, keys.size === 0 ? undefined : keys);
    if (fault !== undefined)
      throw new BadProofError(
        `Lane ${segment.lane}: ${fault}. Verify the whole history. After a change of the key, pin the former one on the page History.`,
      );
  }
  const publicKey = jwk === null ? null : { kty: jwk.kty, crv: jwk.crv, x: jwk.x };
  return {
    file: proofFile(question, answer, segments, publicKey),
    isSigned: keys.size > 0 && segments.every(({ checkpoint }) => checkpoint !== null),
    documents: segments.reduce((sum, { documents }) => sum + documents.length, 0),
  };
}
