import type { PublicJwk } from '../chain/pinned-key.js';
import type { ProofSegment } from '../chain/proof-segment.js';
import type { HolderAnswer } from './holder-answer.js';

/** The question as it was recorded. */
export interface HolderQuestion {
  readonly impi?: string;
  readonly impu?: string;
  readonly at?: string;
  readonly knownAt?: string;
  readonly reason: string;
}

/** A file that others can check without the service: an answer, and the signed documents from which it follows. */
export interface ProofFile {
  readonly format: typeof proofFormat;
  readonly question: HolderQuestion;
  readonly answer: HolderAnswer;
  readonly segments: readonly ProofSegment[];
  /** The keys that the checkpoints name, each once; empty if nothing is signed. */
  readonly keys: readonly PublicJwk[];
  readonly howToCheck: readonly string[];
}

export const proofFormat = 'ims-identity-allocator/holder-proof/1';

const howToCheck = [
  'The keys are only those that the maker of this file used: compare the fingerprint (RFC 7638, SHA-256) of each with one from a source that you trust. It is `kid` in the header of the checkpoints that the key signed.',
  'Each text in segments[].documents is an event document as it was stored. Its SHA-256 is `previous` of the next one: jq -j ".segments[0].documents[0]" FILE | sha256sum',
  'The SHA-256 of a segment\'s last document is `hash` in its checkpoint, a JWS (RFC 7515) that is signed with Ed25519 (RFC 8037): jq -r ".segments[0].checkpoint" FILE',
  'The events in answer.proof are among these documents. The answer follows from them: `bindingPossible` ends at the last `reassignableAt`, `tokenValid` at the latest `tokenExpiresAt`.',
  'The file does not prove that no other event of the identity exists: for that, verify the whole lane (`allocator export`, `allocator verify`).',
];

export function proofFile(
  question: HolderQuestion,
  answer: HolderAnswer,
  segments: readonly ProofSegment[],
  keys: readonly PublicJwk[],
): ProofFile {
  return { format: proofFormat, question, answer, segments, keys, howToCheck };
}

/** `who-held-web-1_ims.example-2026-11-27T100000Z.json` */
export function proofFileName({ impi, at }: HolderAnswer): string {
  const name = impi.replaceAll(/[^\w.-]/g, '_');
  return `who-held-${name}-${at.slice(0, 19).replaceAll(':', '')}Z.json`;
}
