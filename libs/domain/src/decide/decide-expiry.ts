import type { ExpireDue } from '../commands/command.js';
import type { DomainEvent } from '../events/domain-event.js';
import { leaseFact } from '../events/lease-event.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import { hasLapsed } from '../identity/lease.js';
import type { Instant } from '../ids/instant.js';
import type { Decision } from './decision.js';

type Expired = Extract<DomainEvent, { type: 'Expired' }>;

/** The `Expired` that closes the identity's lease; undefined if no lease is open, or it has not lapsed. */
export function expiredEvent(identity: Identity, now: Instant): Expired | undefined {
  const lease = openLease(identity);
  if (lease === undefined || !hasLapsed(lease, now)) return undefined;
  const { reassignableAt } = lease;
  // True since the bound itself, however late it is recorded.
  return { type: 'Expired', data: leaseFact(identity, lease, { reassignableAt, effectiveAt: reassignableAt }) };
}

export function decideExpiry(due: readonly Identity[], now: Instant): Decision<ExpireDue> {
  const events = due.map((identity) => expiredEvent(identity, now)).filter((event) => event !== undefined);
  return { events, answer: { kind: 'expired', count: events.length } };
}
