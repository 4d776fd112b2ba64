import type { Command } from '../commands/command.js';
import type { DomainEvent, LeaseFact } from '../events/domain-event.js';
import type { Assignment, Identity, Lease } from '../identity/identity.js';
import { assignmentOf } from '../identity/identity.js';
import type { Instant } from '../ids/ids.js';
import { plusSeconds } from '../ids/instant.js';
import type { OutcomeOf, Refused } from '../commands/outcome.js';
import type { Refusal } from '../commands/refusal.js';

/** What a command comes to: the facts to record, in order, and its answer. The last event is the one that names the command. */
export interface Decision<C extends Command = Command> {
  readonly events: readonly DomainEvent[];
  readonly answer: OutcomeOf<C>;
}

/** Refused: nothing happened. The answer of every command that a caller sent can be a refusal. */
export function refuse(refusal: Refusal): { readonly events: readonly []; readonly answer: Refused } {
  return { events: [], answer: { kind: 'refused', refusal } };
}

/** The part that all events about a lease share, with the bound as it is after the event. */
export function leaseFact(
  identity: Identity,
  lease: Lease,
  at: { readonly reassignableAt: Instant; readonly effectiveAt: Instant },
): LeaseFact {
  return {
    assignmentId: lease.assignmentId,
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    generation: identity.generation,
    subjectId: lease.subjectId,
    reassignableAt: at.reassignableAt,
    assignableAt: plusSeconds(at.reassignableAt, lease.quarantineSeconds),
    effectiveAt: at.effectiveAt,
  };
}

/** The assignment that the identity's latest lease is. */
export function heldAssignment(identity: Identity, now: Instant): Assignment {
  const assignment = assignmentOf(identity, now);
  if (assignment === undefined) throw new Error(`${identity.impi} was never assigned`);
  return assignment;
}
