import type { DeclaredNames } from './declared-names.js';
import { takenName } from './declared-names.js';
import type { TermsRefusal } from '../commands/refusal.js';
import type { Agreement, OperatorProfile } from './pool-terms.js';
import { isFeasible, minimumSecurityLifetimeSeconds } from './pool-terms.js';

/** What a change of terms comes to; terms that are as they were keep their version and cause no event. */
export type TermsDecision<T> =
  | { readonly kind: 'changed'; readonly terms: T }
  | { readonly kind: 'unchanged'; readonly terms: T }
  | { readonly kind: 'refused'; readonly refusal: TermsRefusal };

/**
 * An operator's profile is refused only for a newly declared name that overlaps one of another operator: the rest describes what
 * the IMS already does or is about to do. A raise moves current leases, and an agreement without a usable token under the new profile
 * assigns and prolongs nothing until it is changed.
 * @param others declared names of all other operators
 */
export function decideOperator(
  proposed: Omit<OperatorProfile, 'version'>,
  current: OperatorProfile | undefined,
  others: readonly DeclaredNames[],
): TermsDecision<OperatorProfile> {
  const taken = takenName(proposed, current, others);
  if (taken !== undefined) return refuse(taken);
  const profile: OperatorProfile = { ...proposed, version: (current?.version ?? 0) + 1 };
  if (current === undefined) return { kind: 'changed', terms: profile };
  return equalTerms(profile, current) ? { kind: 'unchanged', terms: current } : { kind: 'changed', terms: profile };
}

/** One that a raise has left no usable token can stay, or be suspended, as it is: every other change has to make it fit. */
export function decideAgreement(
  proposed: Omit<Agreement, 'version'>,
  current: Agreement | undefined,
  profile: OperatorProfile | undefined,
): TermsDecision<Agreement> {
  if (profile === undefined) return refuse({ code: 'operator-not-found' });
  if (current !== undefined && !sameParties(current, proposed)) return refuse({ code: 'parties-fixed' });
  const agreement: Agreement = { ...proposed, version: (current?.version ?? 0) + 1 };
  const isSuspension =
    current !== undefined &&
    agreement.status === 'suspended' &&
    equalTerms({ ...agreement, status: current.status }, current);
  if (current !== undefined && equalTerms(agreement, current)) return { kind: 'unchanged', terms: current };
  if (!isSuspension && !isFeasible(agreement, profile)) return refuse(infeasibility(agreement, profile));
  return { kind: 'changed', terms: agreement };
}

function sameParties(
  a: Pick<Agreement, 'operatorId' | 'wwsfId'>,
  b: Pick<Agreement, 'operatorId' | 'wwsfId'>,
): boolean {
  return a.operatorId === b.operatorId && a.wwsfId === b.wwsfId;
}

/** A pool may move to another agreement of the same two parties; its identities are never handed to another WWSF. */
export function mayUseAgreement(
  pool: Pick<Agreement, 'operatorId' | 'wwsfId'> | undefined,
  agreement: Pick<Agreement, 'operatorId' | 'wwsfId'>,
): boolean {
  return pool === undefined || sameParties(pool, agreement);
}

/** Equal but for the version. Terms are small flat records of JSON values. */
export function equalTerms<T extends object>(a: T, b: T): boolean {
  return sorted(a) === sorted(b);
}

function sorted(terms: object): string {
  const entries = Object.entries(terms).filter(([member]) => member !== 'version');
  return JSON.stringify(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, value]): [string, unknown] => [
        member,
        typeof value === 'object' && value !== null ? sorted(value as object) : value,
      ]),
  );
}

function infeasibility(agreement: Agreement, profile: OperatorProfile): TermsRefusal {
  return {
    code: 'agreement-infeasible',
    agreementId: agreement.agreementId,
    minimumSecurityLifetimeSeconds: minimumSecurityLifetimeSeconds(agreement.minTokenLifetimeSeconds, profile),
  };
}

function refuse(refusal: TermsRefusal): { kind: 'refused'; refusal: TermsRefusal } {
  return { kind: 'refused', refusal };
}
