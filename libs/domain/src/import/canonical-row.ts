import type { Impi, Impu, PoolId } from '../ids/ids.js';
import { canonicalImpi } from '../names/canonical-impi.js';
import { canonicalImpu } from '../names/canonical-impu.js';
import type { FormatFault } from '../names/format-fault.js';
import { isFault } from '../names/format-fault.js';
import { aliasOf } from '../names/read-impu.js';
import type { NameRefusal } from '../terms/declared-names.js';

/** IMPUs of one identity at most: answers and events list all of them. Stores of version 0.1 can contain identities with more. */
export const impusMax = 32;

/** A row of an import file as it was written. */
export interface ImportRow {
  /** Number of the row in the file. */
  readonly row: number;
  readonly impi: string;
  readonly impus: readonly string[];
}

/** A row in canonical form, with the names that no other identity may have. */
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
      readonly code: FormatFault['code'] | NameRefusal['code'] | 'alias-taken' | 'impi-known-with-other-impus';
      readonly detail: string;
      /** The identity that has the name, if one is taken. Only callers that may see its pool can be answered with it. */
      readonly takenBy?: { readonly poolId: PoolId; readonly impi: Impi } | undefined;
    };

export function impiAlias(impi: Impi): string {
  return `impi:${impi}`;
}

/** The names of a recorded identity in the registry, whatever version recorded it: its IMPI and the aliases of its IMPUs. */
export function aliasesOf(impi: Impi, impus: readonly string[]): readonly string[] {
  return [...new Set([impiAlias(impi), ...impus.map(aliasOf)])];
}

/**
 * The row in canonical form: an IMPI with all its IMPUs (at most `impusMax` as written), or the first fault of any of them. Two names of
 * one resource are one alias: a number keeps both its names; of an address with both schemes, the first spelling counts.
 */
export function canonicalRow(row: ImportRow): CanonicalRow | FormatFault {
  const impi = canonicalImpi(row.impi);
  if (isFault(impi)) return impi;
  const written = row.impus.map((impu) => impu.trim()).filter((impu) => impu !== '');
  if (written.length === 0)
    return {
      code: 'no-impu',
      detail: 'a subscription without an IMPU cannot be reached: add at least one SIP or tel URI',
    };
  if (written.length > impusMax) {
    const detail = `${String(written.length)} IMPUs: an identity has ${String(impusMax)} at most`;
    return { code: 'impus-too-many', detail };
  }
  const impus = new Map<string, Impu>();
  const aliases = new Set<string>([impiAlias(impi.impi)]);
  for (const text of written) {
    const canonical = canonicalImpu(text);
    if (isFault(canonical)) return canonical;
    const address = canonical.impu.replace(/^sips:/, 'sip:');
    if (!impus.has(address)) impus.set(address, canonical.impu);
    aliases.add(canonical.alias);
  }
  return { row: row.row, impi: impi.impi, impus: [...impus.values()], aliases: [...aliases] };
}
