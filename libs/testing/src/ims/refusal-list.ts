import type { Token } from './token.js';

/**
 * What a refusal of token n covers. The vendor declares `up-to`: all tokens of the generation numbered 1 to n. `one-alone` is
 * the eP-CSCF that breaks the declaration.
 */
export type RefusalCover = 'up-to' | 'one-alone';

/** Tokens that no node accepts any more. All nodes share the list, and nothing leaves it. */
export class RefusalList {
  private readonly entries: { impi: string; generation: number; from: number; to: number }[] = [];

  constructor(private readonly cover: RefusalCover) {}

  refuse(impi: string, generation: number, sequence: number): void {
    this.entries.push({ impi, generation, from: this.cover === 'up-to' ? 1 : sequence, to: sequence });
  }

  /** Refuses one token and no other: an eP-CSCF that does not know the numbers. */
  refuseOne(impi: string, generation: number, sequence: number): void {
    this.entries.push({ impi, generation, from: sequence, to: sequence });
  }

  has({ impi, generation, sequence }: Token): boolean {
    return this.entries.some(
      (entry) =>
        entry.impi === impi && entry.generation === generation && entry.from <= sequence && sequence <= entry.to,
    );
  }
}
