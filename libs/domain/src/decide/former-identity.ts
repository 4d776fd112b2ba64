import type { Identity } from '../identity/identity.js';
import { isAssignable } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed } from '../identity/lease.js';
import type { SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';
import type { PoolTerms } from '../terms/pool-terms.js';

/**
 * The identity that an authenticated subject no longer uses and can have back before anybody else: in its quarantine, or
 * even before its bound, for nobody is harmed who receives calls that are meant for himself. Undefined where there is none.
 * @param lent the identities that the subject was lent, latest first
 */
export function formerIdentity(
  lent: readonly Identity[],
  subjectId: SubjectId,
  terms: PoolTerms,
  now: Instant,
): Identity | undefined {
  return lent.find((identity) => canGoBack(identity, subjectId, terms, now));
}

function canGoBack(identity: Identity, subjectId: SubjectId, terms: PoolTerms, now: Instant): boolean {
  const { holding, stock, assignableAt, keptFrom } = identity;
  if (stock !== 'active' || holding.status === 'never-assigned') return false;
  const { lease } = holding;
  if (lease.subjectId !== subjectId || lease.subjectKind !== 'authenticated') return false;
  if (keptFrom === subjectId) return false;
  if (hasLapsed(lease, now)) {
    // A later instant than the lease's own quarantine: the operator has revoked the identity since, or a raise holds it.
    return isAssignable(identity, now) || assignableAt <= plusSeconds(lease.reassignableAt, lease.quarantineSeconds);
  }
  return holding.status === 'released' && !lease.formerTokenRevived && outlasts(terms, lease, now);
}

/**
 * A lease on these terms, from now on, ends no earlier than the former one, whose token can still be used beside the new
 * one; and neither does its token, so that a later raise of the terms leaves it so.
 */
function outlasts(terms: PoolTerms, former: Lease, now: Instant): boolean {
  return (
    plusSeconds(now, terms.securityLifetimeSeconds) >= former.reassignableAt &&
    plusSeconds(now, terms.tokenLifetimeSeconds) >= former.lastTokenEndsAt
  );
}
