import type { DeclaredNames } from './declared-names.js';
import { takenName } from './declared-names.js';
import { equalTerms } from './equal-terms.js';
import type { OperatorProfile } from './operator-profile.js';
import type { TermsDecision } from './terms-decision.js';

/**
 * An operator's profile is refused only for a newly declared name that overlaps one of another operator: everything else describes
 * what the IMS does or is about to do. A raise moves the bounds of current leases. An agreement that has no usable token under the
 * new profile assigns and prolongs nothing until it is changed.
 * @param others declared names of all other operators
 */
export function decideOperator(
  proposed: Omit<OperatorProfile, 'version'>,
  current: OperatorProfile | undefined,
  others: readonly DeclaredNames[],
): TermsDecision<OperatorProfile> {
  const refusal = takenName(proposed, current, others);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  const profile: OperatorProfile = { ...proposed, version: (current?.version ?? 0) + 1 };
  if (current === undefined) return { kind: 'changed', terms: profile };
  return equalTerms(profile, current) ? { kind: 'unchanged', terms: current } : { kind: 'changed', terms: profile };
}
