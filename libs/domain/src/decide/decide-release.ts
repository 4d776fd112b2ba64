import type { Release } from '../commands/command.js';
import { evolve } from '../evolve/evolve.js';
import type { Assignment, Identity } from '../identity/identity.js';
import { hasLapsed } from '../identity/identity.js';
import type { Instant } from '../ids/ids.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import { heldAssignment, leaseFact, refuse } from './decision.js';
import type { Decision } from './decision.js';

/** What a command that names an assignment can find: the identity whose latest lease it is, or an assignment of the past. */
export type NamedAssignment =
  { readonly kind: 'latest'; readonly identity: Identity } | { readonly kind: 'past'; readonly assignment: Assignment };

export interface AssignmentSituation {
  readonly now: Instant;
  readonly named: NamedAssignment | undefined;
  /** The terms of the assignment's pool. */
  readonly terms: PoolTerms | undefined;
  /** After a restore the pool lends nothing before this instant; undefined where there was none. */
  readonly lendNotBefore: Instant | undefined;
}

/**
 * A WWSF's release is a hint: recorded once, and the bound stays where it is (P2; TS 23.228 U.2.1.4 calls such reports
 * unreliable). Said again, or after the lapse, it is answered with the assignment as it stands.
 */
export function decideRelease(command: Release, situation: AssignmentSituation): Decision<Release> {
  const { now, named, terms } = situation;
  if (named === undefined || terms === undefined) return refuse({ code: 'assignment-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (named.kind === 'past') return unchanged(named.assignment);
  const { identity } = named;
  if (identity.holding.status !== 'assigned' || hasLapsed(identity.holding.lease, now)) {
    return unchanged(heldAssignment(identity, now));
  }
  const { lease } = identity.holding;
  const fact = leaseFact(identity, lease, { reassignableAt: lease.reassignableAt, effectiveAt: now });
  const released = { type: 'Released', data: { ...fact, by: 'wwsf', commandId: command.commandId } } as const;
  return {
    events: [released],
    answer: { kind: 'released', assignment: heldAssignment(evolve(identity, released), now) },
  };
}

function unchanged(assignment: Assignment): Decision<Release> {
  return { events: [], answer: { kind: 'released', assignment } };
}
