import type { Agreement } from './agreement.js';
import { isFeasible, minimumSecurityLifetimeSeconds } from './agreement.js';
import { equalTerms } from './equal-terms.js';
import type { OperatorProfile } from './operator-profile.js';
import type { TermsDecision } from './terms-decision.js';
import type { TermsRefusal } from './terms-refusal.js';

type Parties = Pick<Agreement, 'operatorId' | 'wwsfId'>;

/**
 * Refusals in this order: operator, parties, feasibility. An agreement that a raise has left without a usable token can stay as it is
 * or be suspended; every other change must make it feasible.
 */
export function decideAgreement(
  proposed: Omit<Agreement, 'version'>,
  current: Agreement | undefined,
  profile: OperatorProfile | undefined,
): TermsDecision<Agreement> {
  if (profile === undefined) return { kind: 'refused', refusal: { code: 'operator-not-found' } };
  if (current !== undefined && !sameParties(current, proposed)) {
    return { kind: 'refused', refusal: { code: 'parties-fixed' } };
  }
  const agreement: Agreement = { ...proposed, version: (current?.version ?? 0) + 1 };
  if (current !== undefined && equalTerms(agreement, current)) return { kind: 'unchanged', terms: current };
  if (!isSuspension(agreement, current) && !isFeasible(agreement, profile)) {
    return { kind: 'refused', refusal: infeasibility(agreement, profile) };
  }
  return { kind: 'changed', terms: agreement };
}

/** A pool can move to another agreement of the same two parties. Its identities never go to another WWSF. */
export function mayUseAgreement(pool: Parties | undefined, agreement: Parties): boolean {
  return pool === undefined || sameParties(pool, agreement);
}

function sameParties(a: Parties, b: Parties): boolean {
  return a.operatorId === b.operatorId && a.wwsfId === b.wwsfId;
}

/** The status alone changes, to `suspended`. */
function isSuspension(agreement: Agreement, current: Agreement | undefined): boolean {
  if (current === undefined || agreement.status !== 'suspended') return false;
  return equalTerms({ ...agreement, status: current.status }, current);
}

function infeasibility(agreement: Agreement, profile: OperatorProfile): TermsRefusal {
  return {
    code: 'agreement-infeasible',
    agreementId: agreement.agreementId,
    minimumSecurityLifetimeSeconds: minimumSecurityLifetimeSeconds(agreement.minTokenLifetimeSeconds, profile),
  };
}
