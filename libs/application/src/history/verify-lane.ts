import { hash } from 'node:crypto';
import type { Hash, Lane } from '@allocator/domain';
import { genesisHash } from '@allocator/domain';
import type { Checkpoint } from '../ports/checkpoint-store.js';

/** How a lane's history was changed, at the first position that differs from what was recorded. */
export interface HistoryFault {
  readonly position: number;
  readonly kind: 'altered' | 'missing' | 'inserted' | 'reordered' | 'remade';
  /** For a person to read. */
  readonly sentence: string;
}

export interface VerifiedLane {
  readonly lane: Lane;
  /** Up to this position every event is as it was recorded. */
  readonly soundUpTo: number;
  /** Hash of the last document that continues the chain, as it was read. */
  readonly hash: Hash;
  /** The last position that a signature covers; 0 if there is none. */
  readonly signedUpTo: number;
  readonly fault: HistoryFault | undefined;
}

/**
 * Follows a lane's hash chain from its first event, and compares it with the signed checkpoints. Reads each document once, in bounded
 * memory, up to the first fault, and further only to find out what kind of fault it is.
 * @param pages the lane's documents, byte for byte, in the order in which they are stored
 * @param checkpoints of the lane, with valid signatures
 */
export async function verifyLane(
  lane: Lane,
  pages: AsyncIterable<readonly string[]>,
  checkpoints: readonly Checkpoint[],
): Promise<VerifiedLane> {
  const signed = new Map<number, Hash>(checkpoints.map((checkpoint) => [checkpoint.position, checkpoint.hash]));
  const signedUpTo = Math.max(0, ...signed.keys());
  const lines = new Lookahead(pages, lane);
  let last: Link = { document: '', hash: genesisHash, position: 0, previous: undefined };
  let signedSoFar = 0;
  for (let link = await lines.take(); link !== undefined; link = await lines.take()) {
    const fault =
      link.position === last.position + 1 && link.previous === last.hash
        ? await faultBySignature(link, signed.get(link.position), signedSoFar, lines)
        : await faultBehind(last, link, signed, lines);
    if (fault !== undefined) return { lane, soundUpTo: fault.position - 1, hash: last.hash, signedUpTo, fault };
    if (signed.has(link.position)) signedSoFar = link.position;
    last = link;
  }
  const fault = faultAtEnd(last, signedUpTo);
  const soundUpTo = fault === undefined ? last.position : fault.position - 1;
  return { lane, soundUpTo, hash: last.hash, signedUpTo, fault };
}

interface Link {
  readonly document: string;
  readonly hash: Hash;
  /** The position in its id; NaN if it is no event of the lane. */
  readonly position: number;
  /** The hash of the document before it, as it states. */
  readonly previous: string | undefined;
}

/** The chain is complete up to this link: compares it with the signed hash. */
async function faultBySignature(
  link: Link,
  signedHash: Hash | undefined,
  signedSoFar: number,
  lines: Lookahead,
): Promise<HistoryFault | undefined> {
  if (signedHash === undefined || signedHash === link.hash) return undefined;
  const next = await lines.peek();
  if (next?.previous !== link.hash) return altered(link.position);
  return {
    position: signedSoFar + 1,
    kind: 'remade',
    sentence:
      `the chain is not the one that was signed: positions ${String(signedSoFar + 1)} to ${String(link.position)} were altered somewhere, ` +
      'and every hash after that was computed again',
  };
}

/** The chain breaks between two documents: finds out which of them is wrong, or what was inserted or is missing between them. */
async function faultBehind(
  last: Link,
  link: Link,
  signed: ReadonlyMap<number, Hash>,
  lines: Lookahead,
): Promise<HistoryFault> {
  const expected = last.position + 1;
  if (last.position > 0 && !isJson(last.document)) return altered(last.position);
  // It names the document before it correctly, so this is its place, whatever its position says.
  if (link.previous === last.hash) return altered(expected);
  const next = await lines.peek();
  // The next document belongs here, so this one was inserted.
  if (!(link.position > expected) && next?.position === expected && next.previous === last.hash)
    return inserted(expected);
  if (next?.position === expected && Number.isNaN(link.position)) return altered(last.position || expected);
  if (link.position === expected || Number.isNaN(link.position)) {
    const isSound = next === undefined ? signed.get(expected) === link.hash : isLinked(link, next);
    return altered(isSound && last.position > 0 ? last.position : expected);
  }
  if (link.position < expected) return inserted(expected);
  const ahead = await lines.find(expected, link.position);
  // A copy of a document that is also in its own place.
  if (ahead.has(expected) && ahead.has(link.position)) return inserted(expected);
  if (ahead.has(expected)) {
    const sentence = `position ${String(expected)} stands behind position ${String(link.position)}`;
    return { position: expected, kind: 'reordered', sentence };
  }
  const upTo = link.position - 1;
  const sentence = upTo === expected ? 'the event is missing' : `the events up to position ${String(upTo)} are missing`;
  return { position: expected, kind: 'missing', sentence };
}

function isLinked(link: Link, next: Link): boolean {
  return next.position === link.position + 1 && next.previous === link.hash;
}

function altered(position: number): HistoryFault {
  return { position, kind: 'altered', sentence: 'the document is not the one that was recorded' };
}

function inserted(position: number): HistoryFault {
  return { position, kind: 'inserted', sentence: 'a document stands here that was not recorded here' };
}

/** No document follows that names the hash of the last one, so only its form shows that it was altered. */
function faultAtEnd(last: Link, signedUpTo: number): HistoryFault | undefined {
  if (last.position > 0 && !isJson(last.document)) return altered(last.position);
  return last.position < signedUpTo ? cutOff(last, signedUpTo) : undefined;
}

function cutOff(last: Link, signedUpTo: number): HistoryFault {
  const sentence = `the history ends here; up to position ${String(signedUpTo)} it was signed`;
  return { position: last.position + 1, kind: 'missing', sentence };
}

/** The documents as links of the chain, one after another, with a lookahead of one. */
class Lookahead {
  private readonly pages: AsyncIterator<readonly string[]>;
  private page: readonly string[] = [];
  private index = 0;
  private ahead: Link | undefined;

  constructor(
    pages: AsyncIterable<readonly string[]>,
    private readonly lane: Lane,
  ) {
    this.pages = pages[Symbol.asyncIterator]();
  }

  async peek(): Promise<Link | undefined> {
    this.ahead ??= await this.read();
    return this.ahead;
  }

  async take(): Promise<Link | undefined> {
    const link = this.ahead ?? (await this.read());
    this.ahead = undefined;
    return link;
  }

  /** Which of these positions follow. Reads to the end. */
  async find(...positions: readonly number[]): Promise<ReadonlySet<number>> {
    const found = new Set<number>();
    for (let link = await this.take(); link !== undefined; link = await this.take()) {
      if (positions.includes(link.position)) found.add(link.position);
    }
    return found;
  }

  private async read(): Promise<Link | undefined> {
    while (this.index === this.page.length) {
      const next = await this.pages.next();
      if (next.done === true) return undefined;
      [this.page, this.index] = [next.value, 0];
    }
    return linkOf(this.page[this.index++] ?? '', this.lane);
  }
}

const beginning = /^\{"specversion":"1\.0","id":"(\d+)-(\d+)"/;
/** The members before `data` are in this order, and quotes in their texts are escaped. */
const placeInChain = /"lane":(\d+),"position":(\d+),"previous":"([0-9a-f]{64})","data":/;

/** Reads from the text: parsing each document would take most of the time, and the hash covers every byte anyway. */
function linkOf(document: string, lane: Lane): Link {
  const [, idLane, idPosition] = beginning.exec(document) ?? [];
  const [, inLane, position, previous] = placeInChain.exec(document) ?? [];
  const isConsistent = inLane === String(lane) && idLane === inLane && idPosition === position;
  return {
    document,
    hash: hash('sha256', document, 'hex') as Hash,
    position: isConsistent ? Number(position) : NaN,
    previous,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
