import type { FormatFault } from './identity-format.js';
import { canonicalImpi, canonicalImpu, isFault } from './identity-format.js';
import type { Impi, Impu, PoolId } from './ids.js';

/** A row of an import file as a person wrote it. */
export interface ImportRow {
  /** Which row of the file, for the verdict. */
  readonly row: number;
  readonly impi: string;
  readonly impus: readonly string[];
}

/** A row in canonical form, with everything that no other identity may also be called. */
export interface CanonicalRow {
  readonly row: number;
  readonly impi: Impi;
  readonly impus: readonly Impu[];
  /** `impi:` and the impi, and the alias of each IMPU. */
  readonly aliases: readonly string[];
}

export type RowVerdict =
  | { readonly row: number; readonly verdict: 'imported' | 'alreadyPresent' }
  | {
      readonly row: number;
      readonly verdict: 'rejected';
      readonly code: FormatFault['code'] | 'alias-taken' | 'impi-known-with-other-impus';
      readonly detail: string;
      /** Who has the name, where one is taken: to be told to those alone who may know of that pool. */
      readonly takenBy?: { readonly poolId: PoolId; readonly impi: Impi } | undefined;
    };

export function impiAlias(impi: Impi): string {
  return `impi:${impi}`;
}

/** An IMPI with all its IMPUs, canonical; a fault of any of them is the row's. Two names of one number in a row are one alias. */
export function canonicalRow(row: ImportRow): CanonicalRow | FormatFault {
  const impi = canonicalImpi(row.impi);
  if (isFault(impi)) return impi;
  const written = row.impus.map((impu) => impu.trim()).filter((impu) => impu !== '');
  if (written.length === 0) return { code: 'no-impu', detail: 'a subscription without an IMPU cannot be reached' };
  const impus = new Set<Impu>();
  const aliases = new Set<string>([impiAlias(impi.impi)]);
  for (const text of written) {
    const canonical = canonicalImpu(text);
    if (isFault(canonical)) return canonical;
    impus.add(canonical.impu);
    aliases.add(canonical.alias);
  }
  return { row: row.row, impi: impi.impi, impus: [...impus], aliases: [...aliases] };
}
