import type { TermsRefusal } from './terms-refusal.js';

/** Versions by which a writer names terms; `any`: whichever version they have. */
export type NamedVersions = 'any' | readonly number[];

/** What a writer expects of the terms that it replaces, so that it does not undo a change that it has not seen. */
export interface TermsPrecondition {
  /** The current version is one of these. Never true of terms that do not exist. */
  readonly match?: NamedVersions | undefined;
  /** The current version is none of these. Always true of terms that do not exist. */
  readonly noneMatch?: NamedVersions | undefined;
}

/**
 * The refusal if the current terms are not as expected; undefined if they are. To be decided in the transaction that writes the terms.
 * `match` is met by a proposal that is in force already: the writer may have sent it before (RFC 9110 clause 13.1.1).
 * @param current version of the terms in force; undefined if there are none
 * @param isInForce whether the terms in force are the proposed ones
 */
export function unmetPrecondition(
  { match, noneMatch }: TermsPrecondition,
  current: number | undefined,
  isInForce: boolean,
): TermsRefusal | undefined {
  const isNew = noneMatch === undefined || !isNamed(noneMatch, current);
  if (isNew && (match === undefined || isInForce || isNamed(match, current))) return undefined;
  const detail = current === undefined ? 'there are no such terms' : `the current version is ${String(current)}`;
  return { code: 'precondition-failed', detail };
}

function isNamed(named: NamedVersions, current: number | undefined): boolean {
  return current !== undefined && (named === 'any' || named.includes(current));
}
