import type { TermsRefusal } from './refusals.js';
import type { Agreement, Guard, OperatorProfile } from './terms.js';
import { isFeasible, minimumSecurityLifetimeSeconds, secondsBoundAfterToken } from './terms.js';

/** What a change of terms comes to; terms that are as they were keep their version and cause no event. */
export type TermsDecision<T> =
  | { readonly kind: 'changed'; readonly terms: T }
  | { readonly kind: 'unchanged'; readonly terms: T }
  | { readonly kind: 'refused'; readonly refusal: TermsRefusal };

/**
 * An operator's profile must leave every agreement with it a usable token, and must not hold identities longer than
 * their assignments promised: that would endanger the ones that are lent.
 */
export function decideOperator(
  proposed: Omit<OperatorProfile, 'version'>,
  current: OperatorProfile | undefined,
  agreements: readonly Agreement[],
  liveAssignments: number,
): TermsDecision<OperatorProfile> {
  const profile: OperatorProfile = { ...proposed, version: (current?.version ?? 0) + 1 };
  if (current === undefined) return { kind: 'changed', terms: profile };
  if (equalTerms(profile, current)) return { kind: 'unchanged', terms: current };
  if (movesBoundsLater(current, profile) && liveAssignments > 0)
    return refuse({ code: 'live-assignments', liveAssignments });
  const infeasible = agreements.find((agreement) => !isFeasible(agreement, profile));
  if (infeasible !== undefined) return refuse(infeasibility(infeasible, profile));
  return { kind: 'changed', terms: profile };
}

/**
 * True where the new profile lets a registration, or a token, that exists now last longer than its assignment reckoned
 * with. Each part counts by itself: a longer leeway is no safer for a shorter R_max, because registrations made under the
 * old R_max run to their end, and because an indication frees by the guard alone.
 */
function movesBoundsLater(current: OperatorProfile, proposed: OperatorProfile): boolean {
  const parts = Object.keys(current.guard) as (keyof Guard)[];
  return (
    secondsBoundAfterToken(proposed) > secondsBoundAfterToken(current) ||
    parts.some((part) => proposed.guard[part] > current.guard[part]) ||
    longestOutliving(proposed) > longestOutliving(current)
  );
}

/** How long a registration can outlive its token, in seconds: R_max, or nothing where the token caps it. */
function longestOutliving(profile: OperatorProfile): number {
  return profile.registrationModel === 'outlives-token' ? profile.maxRegistrationSeconds : 0;
}

export function decideAgreement(
  proposed: Omit<Agreement, 'version'>,
  current: Agreement | undefined,
  profile: OperatorProfile | undefined,
): TermsDecision<Agreement> {
  if (profile === undefined) return refuse({ code: 'operator-not-found' });
  if (current !== undefined && !sameParties(current, proposed)) return refuse({ code: 'parties-fixed' });
  const agreement: Agreement = { ...proposed, version: (current?.version ?? 0) + 1 };
  if (!isFeasible(agreement, profile)) return refuse(infeasibility(agreement, profile));
  if (current !== undefined && equalTerms(agreement, current)) return { kind: 'unchanged', terms: current };
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
