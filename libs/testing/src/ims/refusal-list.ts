import type { Token } from './token.js';

/**
 * What a refusal of token n covers. `up-to`: all tokens of the generation numbered 1 to n, as the vendor must declare.
 * `one-alone`: only token n, an eP-CSCF that breaks the declaration.
 */
export type RefusalCover = 'up-to' | 'one-alone';

/** Tokens that no node accepts any more. All nodes share the list, and entries are never removed. */
export class RefusalList {
  private readonly entries: { impi: string; generation: number; from: number; to: number }[] = [];

  constructor(private readonly cover: RefusalCover) {}

  refuse(impi: string, generation: number, sequence: number): void {
    this.entries.push({ impi, generation, from: this.cover === 'up-to' ? 1 : sequence, to: sequence });
  }

  /** Refuses only this token: for an eP-CSCF that does not know the numbers. */
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
