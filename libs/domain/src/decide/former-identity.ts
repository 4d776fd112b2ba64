import type { Identity } from '../identity/identity.js';
import { isAssignable } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed } from '../identity/lease.js';
import type { SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';
import type { PoolTerms } from '../terms/pool-terms.js';

/**
 * An identity that an authenticated subject no longer uses and can have again before any other subject: in its quarantine, or even
 * before its bound, because late calls then reach the person they are meant for. Undefined if there is none.
 * @param identities the subject's identities, latest first
 */
export function formerIdentity(
  identities: readonly Identity[],
  subjectId: SubjectId,
  terms: PoolTerms,
  now: Instant,
): Identity | undefined {
  return identities.find((identity) => canGoBack(identity, subjectId, terms, now));
}

function canGoBack(identity: Identity, subjectId: SubjectId, terms: PoolTerms, now: Instant): boolean {
  const { holding, stock, assignableAt, keptFrom } = identity;
  if (stock !== 'active' || holding.status === 'never-assigned') return false;
  const { lease } = holding;
  if (lease.subjectId !== subjectId || lease.subjectKind !== 'authenticated') return false;
  if (keptFrom === subjectId) return false;
  if (hasLapsed(lease, now)) {
    // Later than the lease's own quarantine: the operator has revoked the identity since, or a raise holds it.
    return isAssignable(identity, now) || assignableAt <= plusSeconds(lease.reassignableAt, lease.quarantineSeconds);
  }
  return holding.status === 'released' && !lease.formerTokenRevived && outlasts(terms, lease, now);
}

/**
 * A lease on these terms from now on ends no earlier than the former one, whose token can still be used beside the new one. Nor does
 * its token end earlier, so that this stays true after a later raise of the terms.
 */
function outlasts(terms: PoolTerms, former: Lease, now: Instant): boolean {
  return (
    plusSeconds(now, terms.securityLifetimeSeconds) >= former.reassignableAt &&
    plusSeconds(now, terms.tokenLifetimeSeconds) >= former.lastTokenEndsAt
  );
}
