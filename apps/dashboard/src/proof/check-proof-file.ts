import type { ProofSegment } from '../chain/proof-segment.js';
import { segmentFault } from '../chain/proof-segment.js';
import type { TrustedKeys } from '../chain/trusted-keys.js';
import type { ReceivedEvent } from '../events/event-document.js';
import { eventsIn, isKnown } from '../events/event-document.js';
import type { LeaseLife } from '../events/lease-life.js';
import { boundOf, leasesOf } from '../events/lease-life.js';
import type { ProofFile } from './proof-file.js';
import { proofFormat } from './proof-file.js';

/** The text is not a proof that this dashboard made. */
export class ProofFileError extends Error {
  override readonly name = 'ProofFileError';
}

export interface CheckedProof {
  readonly impi: string;
  readonly at: string;
  readonly documents: number;
  /** Whether every document is covered by a signature that was checked. */
  readonly isSigned: boolean;
  /** What is wrong, for a person to read; empty: the answer follows from the documents. */
  readonly faults: readonly string[];
}

/**
 * Checks a proof without the service: its documents by their hashes and signatures, and its answer by its documents. Throws
 * `ProofFileError`.
 * @param keys that the reader trusts; undefined: signatures are not checked
 */
export async function checkProofFile(text: string, keys: TrustedKeys | undefined): Promise<CheckedProof> {
  const { answer, segments } = readProofFile(text);
  const faults: string[] = [];
  for (const segment of segments) {
    const fault = await segmentFault(segment, keys);
    if (fault !== undefined) faults.push(`Lane ${segment.lane}: ${fault}.`);
  }
  const documents = segments.flatMap((segment) => segment.documents);
  const stored = new Set(documents.map(compact));
  for (const event of answer.proof) {
    if (!stored.has(JSON.stringify(event))) faults.push(`Event ${event.id} of the answer is not among the documents.`);
  }
  const events = eventsIn(answer.proof);
  if (!followsFrom(answer, events)) faults.push('The answer does not follow from its events.');
  const isSigned = keys !== undefined && segments.every(({ checkpoint }) => checkpoint !== null);
  return { impi: answer.impi, at: answer.at, documents: documents.length, isSigned, faults };
}

/** The holder, its token and its bound are those of the lease that the events describe. */
function followsFrom({ impi, at, holder }: ProofFile['answer'], events: readonly ReceivedEvent[]): boolean {
  const lease = leasesOf(events.filter(isKnown)).at(-1);
  if (lease === undefined) return holder === null && events.length === 0;
  if (events.some(({ subject }) => subject !== impi)) return false;
  const until = lastUseOf(lease);
  const asked = Date.parse(at);
  const isHeld = asked >= lease.assignedAt && asked < until;
  if (holder === null) return !isHeld;
  return (
    isHeld &&
    holder.assignmentId === lease.assignmentId &&
    holder.generation === lease.generation &&
    holder.subject.subjectId === lease.subjectId &&
    Date.parse(holder.bindingPossible.until) === until &&
    Date.parse(holder.tokenValid.until) === Math.max(...lease.tokens.map((token) => token.until))
  );
}

/** The holder had the identity up to its release, even if the release names an earlier bound. */
function lastUseOf(lease: LeaseLife): number {
  const released = lease.events.findLast((event) => event.type === 'Released');
  return Math.max(boundOf(lease), released === undefined ? 0 : Date.parse(released.data.effectiveAt));
}

function readProofFile(text: string): ProofFile {
  const file = parsed(text);
  if (isProofFile(file)) return file;
  throw new ProofFileError('This is not a proof of the page "Who held it".');
}

function isProofFile(file: unknown): file is ProofFile {
  if (typeof file !== 'object' || file === null) return false;
  const { format, answer, segments } = file as Partial<Record<keyof ProofFile, unknown>>;
  return format === proofFormat && isAnswer(answer) && Array.isArray(segments) && segments.every(isSegment);
}

function isAnswer(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  const { impi, at, holder, proof } = answer as Readonly<Record<string, unknown>>;
  return typeof impi === 'string' && typeof at === 'string' && holder !== undefined && Array.isArray(proof);
}

function isSegment(segment: unknown): segment is ProofSegment {
  if (typeof segment !== 'object' || segment === null) return false;
  const { lane, documents, checkpoint } = segment as Readonly<Record<string, unknown>>;
  const isSignature = checkpoint === null || typeof checkpoint === 'string';
  return (
    typeof lane === 'number' &&
    isSignature &&
    Array.isArray(documents) &&
    documents.every((each) => typeof each === 'string')
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The document as the answer has it: parsed and written again. */
function compact(document: string): string {
  return JSON.stringify(parsed(document));
}
