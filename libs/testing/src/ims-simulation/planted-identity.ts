import { hasLapsed, type Identity, type Instant, type Lease, openLease } from '@allocator/domain';
import type { ImsDefect } from './ims-defects.js';

/** The identity as an indication finds it. */
export function plantedIdentity(identity: Identity, defect: ImsDefect): Identity {
  if (defect === 'newest-token-counts') {
    return withLease(identity, (lease) => ({ ...lease, lastTokenEndsAt: lease.tokenExpiresAt }));
  }
  if (defect === 'former-token-not-checked') {
    return withLease(identity, (lease) => ({ ...lease, takenBack: false, formerTokenRevived: false }));
  }
  return identity;
}

/** A version that no raise follows. */
const lastVersion = Number.MAX_SAFE_INTEGER;

/** The identity as a raise of the terms finds it. @param now of the database's clock */
export function plantedBeforeRaise(identity: Identity, now: Instant, defect: ImsDefect): Identity {
  const lease = openLease(identity);
  const isLive = lease !== undefined && !hasLapsed(lease, now);
  const isSkipped = defect === (isLive ? 'raise-moves-no-lease' : 'raise-holds-no-identity');
  return isSkipped ? withLease(identity, (lease) => ({ ...lease, operatorVersion: lastVersion })) : identity;
}

function withLease(identity: Identity, planted: (lease: Lease) => Lease): Identity {
  const { holding } = identity;
  if (holding.status === 'never-assigned') return identity;
  return { ...identity, holding: { ...holding, lease: planted(holding.lease) } };
}
