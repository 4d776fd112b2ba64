import type { Prolong } from '../commands/command.js';
import type { Refusal } from '../commands/refusal.js';
import { leaseFact } from '../events/lease-event.js';
import { evolve } from '../evolve/evolve.js';
import { latestAssignment } from '../identity/assignment.js';
import type { Identity } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed } from '../identity/lease.js';
import type { Instant } from '../ids/instant.js';
import { later, plusSeconds } from '../ids/instant.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import type { AssignmentSituation } from './assignment-situation.js';
import type { Decision } from './decision.js';
import { refuse } from './decision.js';

/**
 * A new token for the same holder on the present terms, only before the lease's bound: later the identity can have another holder.
 * Refusals in this order:
 * 1. `assignment-not-found`
 * 2. `not-your-pool`
 * 3. `assignment-lapsed` if the identity has been assigned again
 * 4. `assignment-released`, `assignment-lapsed`
 * 5. `held-after-restore`
 * 6. `agreement-suspended`, `agreement-infeasible`
 * 7. `identity-suspended`, `identity-retired`
 */
export function decideProlong(command: Prolong, situation: AssignmentSituation): Decision<Prolong> {
  const { now, named, terms, assignNotBefore } = situation;
  if (named === undefined || terms === undefined) return refuse({ code: 'assignment-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (named.kind === 'past') return refuse({ code: 'assignment-lapsed' });
  const { identity } = named;
  const { holding } = identity;
  if (holding.status === 'released' || holding.status === 'freed') return refuse({ code: 'assignment-released' });
  if (holding.status !== 'assigned' || hasLapsed(holding.lease, now)) return refuse({ code: 'assignment-lapsed' });
  if (assignNotBefore !== undefined && now < assignNotBefore) {
    return refuse({ code: 'held-after-restore', nextReassignableAt: assignNotBefore });
  }
  const refusal = refusalOfTerms(terms) ?? refusalOfStock(identity);
  if (refusal !== undefined) return refuse(refusal);
  const prolonged = prolong(holding.lease, terms, now);
  const event = {
    type: 'Prolonged',
    data: {
      ...leaseFact(identity, prolonged, { reassignableAt: prolonged.reassignableAt, effectiveAt: now }),
      tokenSequence: prolonged.tokenSequence,
      tokenExpiresAt: prolonged.tokenExpiresAt,
      agreementVersion: prolonged.agreementVersion,
      operatorVersion: prolonged.operatorVersion,
      guardSeconds: prolonged.guardSeconds,
      quarantineSeconds: prolonged.quarantineSeconds,
      commandId: command.commandId,
    },
  } as const;
  return {
    events: [event],
    answer: { kind: 'prolonged', assignment: latestAssignment(evolve(identity, event), now) },
  };
}

function refusalOfTerms(terms: PoolTerms): Refusal | undefined {
  if (terms.agreementStatus === 'suspended') return { code: 'agreement-suspended' };
  return terms.agreementInfeasible === true ? { code: 'agreement-infeasible' } : undefined;
}

function refusalOfStock({ stock }: Identity): Refusal | undefined {
  switch (stock) {
    case 'active':
      return undefined;
    case 'suspended':
      return { code: 'identity-suspended' };
    case 'retired':
      return { code: 'identity-retired' };
  }
}

/** Earlier tokens stay valid beside the new one, so no bound moves earlier, and the larger guard and quarantine stay. */
function prolong(lease: Lease, terms: PoolTerms, now: Instant): Lease {
  const presentBound = plusSeconds(now, terms.securityLifetimeSeconds);
  const tokenExpiresAt = plusSeconds(now, terms.tokenLifetimeSeconds);
  return {
    ...lease,
    tokenSequence: lease.tokenSequence + 1,
    tokenExpiresAt,
    lastTokenEndsAt: later(lease.lastTokenEndsAt, tokenExpiresAt),
    reassignableAt: later(lease.reassignableAt, presentBound),
    guardSeconds: Math.max(lease.guardSeconds, terms.guardSeconds),
    quarantineSeconds: Math.max(lease.quarantineSeconds, terms.quarantineSeconds),
    agreementVersion: terms.agreementVersion,
    // If the bound of an earlier token stays the later one, a raise must still be counted from the terms of that token.
    operatorVersion: presentBound >= lease.reassignableAt ? terms.operatorVersion : lease.operatorVersion,
  };
}
