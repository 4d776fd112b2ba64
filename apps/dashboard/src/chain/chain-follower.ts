import type { ChainLink } from './chain-link.js';
import { genesisHash, isJson } from './chain-link.js';

/** How a lane's history differs from what was recorded, at the first position that differs. */
export interface HistoryFault {
  readonly position: number;
  readonly kind: 'altered' | 'missing' | 'inserted' | 'reordered' | 'remade';
  /** For a person to read. */
  readonly sentence: string;
}

/** Up to where a lane is verified: all that is needed to continue from there. */
export interface ChainPlace {
  /** Of the last document that continues the chain; 0 before the first. */
  readonly position: number;
  /** Of that document. */
  readonly hash: string;
  /** The last position whose hash is that of a valid signed checkpoint; 0 if there is none. */
  readonly signedUpTo: number;
}

export const chainBegin: ChainPlace = { position: 0, hash: genesisHash, signedUpTo: 0 };

/** Documents that are read after a gap to find what is missing there: after so many it is reported as missing. */
const searchedMax = 10_000;

interface Search {
  readonly expected: number;
  readonly found: number;
  readonly seen: Set<number>;
  left: number;
}

/**
 * Follows a lane's hash chain one document at a time, and compares it with signed hashes. At a break it needs the next document too,
 * to tell which of two is wrong, and after a gap it looks for what is missing further on.
 */
export class ChainFollower {
  private lastBytes: Uint8Array | undefined;
  private suspect: { readonly link: ChainLink; readonly by: 'chain' | 'signature' } | undefined;
  private search: Search | undefined;

  /**
   * @param reached where an earlier follower stopped, or `chainBegin`
   * @param signed the hashes of valid signed checkpoints by position; may grow, but must have those of a position before it is followed
   */
  constructor(
    private reached: ChainPlace,
    private readonly signed: ReadonlyMap<number, string>,
  ) {}

  get place(): ChainPlace {
    return this.reached;
  }

  /** Returns the fault as soon as it is known what it is; then the follower is at its end. */
  follow(link: ChainLink): HistoryFault | undefined {
    if (this.search !== undefined) return searched(this.search, link);
    if (this.suspect !== undefined) return this.judge(link);
    const { position, hash } = this.reached;
    if (link.position === position + 1 && link.previous === hash) {
      this.accept(link, link.position);
      return undefined;
    }
    if (this.lastBytes !== undefined && !isJson(this.lastBytes)) return altered(position);
    // It names the document before it correctly, so this is its place, whatever its position says.
    if (link.previous === hash) return altered(position + 1);
    this.suspect = { link, by: 'chain' };
    return undefined;
  }

  /**
   * No document follows.
   * @param knownUpTo the last position that is known to exist, from a signature or the lane's head
   */
  end(knownUpTo: number): HistoryFault | undefined {
    if (this.search !== undefined) return concluded(this.search);
    if (this.suspect !== undefined) return this.judge(undefined) ?? this.afterSearch();
    const { position } = this.reached;
    if (this.lastBytes !== undefined && !isJson(this.lastBytes)) return altered(position);
    if (position >= knownUpTo) return undefined;
    const sentence = `the history ends here, but it is known up to position ${knownUpTo}`;
    return { position: position + 1, kind: 'missing', sentence };
  }

  private accept(link: ChainLink, position: number): void {
    const signedHash = this.signed.get(position);
    if (signedHash !== undefined && signedHash !== link.hash) {
      this.suspect = { link, by: 'signature' };
      return;
    }
    this.lastBytes = link.bytes;
    const signedUpTo = signedHash === undefined ? this.reached.signedUpTo : position;
    this.reached = { position, hash: link.hash, signedUpTo };
  }

  /** @param next the document after the suspect; undefined at the end */
  private judge(next: ChainLink | undefined): HistoryFault | undefined {
    if (this.suspect === undefined) return undefined;
    const { link, by } = this.suspect;
    if (by === 'chain') return this.breakAt(link, next);
    const expected = this.reached.position + 1;
    if (next?.previous !== link.hash) return altered(expected);
    const from = this.reached.signedUpTo + 1;
    const sentence =
      `the chain is not the one that was signed: positions ${from} to ${expected} were altered somewhere, ` +
      'and every hash after that was computed again';
    return { position: from, kind: 'remade', sentence };
  }

  /** The chain breaks before this link: finds out which document is wrong, or what was inserted or is missing. */
  private breakAt(link: ChainLink, next: ChainLink | undefined): HistoryFault | undefined {
    const { position: last, hash, signedUpTo } = this.reached;
    const expected = last + 1;
    const { position } = link;
    const isAhead = position !== undefined && position > expected;
    // The next document belongs here, so this one was inserted.
    if (!isAhead && next?.position === expected && next.previous === hash) return inserted(expected);
    if (position === undefined && next?.position === expected) return altered(last || expected);
    if (position === undefined || position === expected) {
      const isSound = next === undefined ? this.signed.get(expected) === link.hash : isLinked(link, next);
      const isLastSigned = signedUpTo === last;
      return altered(isSound && !isLastSigned ? last : expected);
    }
    if (position < expected) return inserted(expected);
    this.search = { expected, found: position, seen: new Set(), left: searchedMax };
    return next === undefined ? undefined : searched(this.search, next);
  }

  private afterSearch(): HistoryFault | undefined {
    return this.search === undefined ? undefined : concluded(this.search);
  }
}

/** Undefined while it is not known whether what is missing stands further on. */
function searched(search: Search, { position }: ChainLink): HistoryFault | undefined {
  search.left--;
  if (position === search.expected || position === search.found) search.seen.add(position);
  // A copy of a document that is also in its own place.
  return search.seen.size === 2 || search.left === 0 ? concluded(search) : undefined;
}

function concluded({ expected, found, seen }: Search): HistoryFault {
  if (seen.has(expected) && seen.has(found)) return inserted(expected);
  if (seen.has(expected)) {
    const sentence = `position ${expected} stands behind position ${found}`;
    return { position: expected, kind: 'reordered', sentence };
  }
  const upTo = found - 1;
  const sentence = upTo === expected ? 'the event is missing' : `the events up to position ${upTo} are missing`;
  return { position: expected, kind: 'missing', sentence };
}

function isLinked(link: ChainLink, next: ChainLink): boolean {
  return next.previous === link.hash && next.position !== undefined && next.position - 1 === link.position;
}

function altered(position: number): HistoryFault {
  return { position, kind: 'altered', sentence: 'the document is not the one that was recorded' };
}

function inserted(position: number): HistoryFault {
  return { position, kind: 'inserted', sentence: 'a document stands here that was not recorded here' };
}
