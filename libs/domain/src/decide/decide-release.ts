import type { Release } from '../commands/command.js';
import { leaseFact } from '../events/lease-event.js';
import { evolve } from '../evolve/evolve.js';
import type { Assignment } from '../identity/assignment.js';
import { latestAssignment } from '../identity/assignment.js';
import { hasLapsed } from '../identity/lease.js';
import type { AssignmentSituation } from './assignment-situation.js';
import type { Decision } from './decision.js';
import { refuse } from './decision.js';

/**
 * A WWSF's release is a hint: it is recorded once and does not change the bound (P2; TS 23.228 U.2.1.4 calls such reports unreliable).
 * A repeated release, or one after the lapse, is answered with the assignment as it is.
 * Refusals in this order: `assignment-not-found`, `not-your-pool`.
 */
export function decideRelease(command: Release, situation: AssignmentSituation): Decision<Release> {
  const { now, named, terms } = situation;
  if (named === undefined || terms === undefined) return refuse({ code: 'assignment-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (named.kind === 'past') return unchanged(named.assignment);
  const { identity } = named;
  if (identity.holding.status !== 'assigned' || hasLapsed(identity.holding.lease, now)) {
    return unchanged(latestAssignment(identity, now));
  }
  const { lease } = identity.holding;
  const fact = leaseFact(identity, lease, { reassignableAt: lease.reassignableAt, effectiveAt: now });
  const released = { type: 'Released', data: { ...fact, by: 'wwsf', commandId: command.commandId } } as const;
  return {
    events: [released],
    answer: { kind: 'released', assignment: latestAssignment(evolve(identity, released), now) },
  };
}

function unchanged(assignment: Assignment): Decision<Release> {
  return { events: [], answer: { kind: 'released', assignment } };
}
