import type { LaneSource } from './lane-source.js';
import { readCheckpoint, unverifiedCheckpoint } from './signed-checkpoint.js';
import type { TrustedKeys } from './trusted-keys.js';

const pageMax = 1_000;

/** The hashes of a lane's valid checkpoints, read a page at a time and ahead of the documents: those behind are forgotten. */
export class SignedHashes {
  /** By position. */
  readonly known = new Map<number, string>();
  /** The highest position that a valid checkpoint has; 0 if none was read. */
  highest = 0;
  /** Positions of checkpoints that have no valid signature of a trusted key, or state another lane. */
  private readonly bad: number[] = [];
  /** The `after` of the next page; null when all are read. */
  private next: number | null;

  /** @param keys undefined: no signatures are checked, and no hash is signed */
  constructor(
    private readonly source: LaneSource,
    private readonly lane: number,
    private readonly keys: TrustedKeys | undefined,
    after: number,
  ) {
    this.next = keys === undefined ? null : after;
  }

  /** Reads until all checkpoints up to a position are known. */
  async readUpTo(position: number, signal: AbortSignal): Promise<void> {
    while (this.next !== null && this.next < position) await this.readPage(this.keys, this.next, signal);
  }

  /** Bad checkpoints up to a position: those ahead of it are counted by the one who continues there. */
  badUpTo(position: number): number {
    return this.bad.filter((each) => each <= position).length;
  }

  /** No document before this position will be compared again. */
  forgetBefore(position: number): void {
    for (const each of this.known.keys()) if (each < position) this.known.delete(each);
  }

  private async readPage(keys: TrustedKeys | undefined, after: number, signal: AbortSignal): Promise<void> {
    const { jws, next } = await this.source.checkpoints(this.lane, after, pageMax, signal);
    const read = keys === undefined ? [] : await Promise.all(jws.map((each) => readCheckpoint(each, keys)));
    for (const [index, checkpoint] of read.entries()) {
      if (checkpoint?.lane !== this.lane) {
        this.bad.push(unverifiedCheckpoint(jws[index] ?? '')?.position ?? after);
        continue;
      }
      this.known.set(checkpoint.position, checkpoint.hash);
      this.highest = Math.max(this.highest, checkpoint.position);
    }
    // A page that does not lead further would be read without end.
    this.next = next !== null && next > after ? next : null;
  }
}
