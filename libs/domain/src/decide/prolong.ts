import type { Prolong } from '../commands.js';
import { evolve } from '../evolve.js';
import type { Lease } from '../identity.js';
import { hasLapsed } from '../identity.js';
import { later, plusSeconds } from '../instant.js';
import { heldAssignment, leaseFact, refuse } from './decision.js';
import type { Decision } from './decision.js';
import type { AssignmentSituation } from './release.js';

/** A new token for the same holder on the terms of today. Only while the lease lives: after its bound it may be another's. */
export function decideProlong(command: Prolong, situation: AssignmentSituation): Decision {
  const { now, named, terms, lendNotBefore } = situation;
  if (named === undefined || terms === undefined) return refuse({ code: 'assignment-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (named.kind === 'past') return refuse({ code: 'assignment-lapsed' });
  const { identity } = named;
  const { holding } = identity;
  if (holding.status === 'released' || holding.status === 'freed') return refuse({ code: 'assignment-released' });
  if (holding.status !== 'assigned' || hasLapsed(holding.lease, now)) return refuse({ code: 'assignment-lapsed' });
  if (lendNotBefore !== undefined && now < lendNotBefore) {
    return refuse({ code: 'held-after-restore', nextReassignableAt: lendNotBefore });
  }
  if (terms.agreementStatus === 'suspended') return refuse({ code: 'agreement-suspended' });
  if (identity.stock === 'suspended') return refuse({ code: 'identity-suspended' });
  if (identity.stock === 'retired') return refuse({ code: 'identity-retired' });
  // The former token lives on beside the new one, so no bound moves earlier and the larger guard and quarantine stay.
  const { lease } = holding;
  const boundOfToday = plusSeconds(now, terms.securityLifetimeSeconds);
  const prolonged: Lease = {
    ...lease,
    tokenExpiresAt: later(lease.tokenExpiresAt, plusSeconds(now, terms.tokenLifetimeSeconds)),
    reassignableAt: later(lease.reassignableAt, boundOfToday),
    guardSeconds: Math.max(lease.guardSeconds, terms.guardSeconds),
    quarantineSeconds: Math.max(lease.quarantineSeconds, terms.quarantineSeconds),
    agreementVersion: terms.agreementVersion,
    // Where the former token's bound stays the later one, its terms stay the ones that a raise has to reckon with.
    operatorVersion: boundOfToday >= lease.reassignableAt ? terms.operatorVersion : lease.operatorVersion,
  };
  const { tokenExpiresAt, reassignableAt } = prolonged;
  const event = {
    type: 'Prolonged',
    data: {
      ...leaseFact(identity, prolonged, { reassignableAt, effectiveAt: now }),
      tokenExpiresAt,
      agreementVersion: prolonged.agreementVersion,
      operatorVersion: prolonged.operatorVersion,
      guardSeconds: prolonged.guardSeconds,
      quarantineSeconds: prolonged.quarantineSeconds,
      commandId: command.commandId,
    },
  } as const;
  return {
    events: [event],
    answer: { kind: 'prolonged', assignment: heldAssignment(evolve(identity, event), now) },
  };
}
