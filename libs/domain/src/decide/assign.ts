import type { Assign } from '../commands.js';
import type { AssignedData, DomainEvent } from '../events.js';
import { evolve } from '../evolve.js';
import type { Identity } from '../identity.js';
import { hasLapsed } from '../identity.js';
import type { Instant, Lane, Position, SubjectId } from '../ids.js';
import { eventId } from '../ids.js';
import { plusSeconds } from '../instant.js';
import type { PoolTerms } from '../terms.js';
import { heldAssignment, refuse } from './decision.js';
import type { Decision } from './decision.js';
import { expiredEvent } from './expire.js';

export interface AssignSituation {
  readonly now: Instant;
  readonly lane: Lane;
  /** The position that the next event of the lane gets. */
  readonly nextPosition: Position;
  readonly terms: PoolTerms | undefined;
  /** The opaque id of the subject: the one it has in this pool, or the proposed one. */
  readonly subjectId: SubjectId;
  /** The identity that the subject was lent last in this pool. */
  readonly lastLent: Identity | undefined;
  /** The least recently assignable identity of the pool that can be lent now. */
  readonly candidate: Identity | undefined;
  /** When the next identity of the pool becomes assignable; null where none will. Looked at only where there is no candidate. */
  readonly nextAssignableAt: () => Instant | null;
}

/** Refusals in this order: pool, owner, agreement, anonymous, repeated subject, stock. */
export function decideAssign(command: Assign, situation: AssignSituation): Decision {
  const { terms, now, subjectId, lastLent, candidate } = situation;
  if (terms === undefined) return refuse({ code: 'pool-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (terms.agreementStatus === 'suspended') return refuse({ code: 'agreement-suspended' });
  if (command.subject.kind === 'anonymous') {
    if (terms.anonymous === 'refused') return refuse({ code: 'anonymous-refused' });
  } else if (terms.repeatSubject !== 'another' && holdsIdentity(lastLent, subjectId, now)) {
    const assignment = heldAssignment(lastLent, now);
    if (terms.repeatSubject === 'refuse') {
      return refuse({ code: 'subject-already-assigned', assignmentId: assignment.assignmentId });
    }
    // Its token may be past its end; a prolongation gives the holder a new one.
    return { events: [], answer: { kind: 'found', assignment } };
  }
  if (candidate === undefined) {
    return refuse({ code: 'pool-exhausted', nextReassignableAt: situation.nextAssignableAt() });
  }
  return assign(command, situation, terms, candidate);
}

function assign(command: Assign, situation: AssignSituation, terms: PoolTerms, candidate: Identity): Decision {
  const { now, lane, nextPosition } = situation;
  // A lease may have lapsed without anyone having recorded it yet: that fact comes first.
  const expired = expiredEvent(candidate, now);
  const reassignableAt = plusSeconds(now, terms.securityLifetimeSeconds);
  const data: AssignedData = {
    assignmentId: eventId(lane, (nextPosition + (expired === undefined ? 0 : 1)) as Position),
    poolId: candidate.poolId,
    impi: candidate.impi,
    impus: candidate.impus,
    generation: candidate.generation + 1,
    subjectId: situation.subjectId,
    subjectKind: command.subject.kind,
    reassignableAt,
    assignableAt: plusSeconds(reassignableAt, terms.quarantineSeconds),
    effectiveAt: now,
    tokenExpiresAt: plusSeconds(now, terms.tokenLifetimeSeconds),
    agreementVersion: terms.agreementVersion,
    operatorVersion: terms.operatorVersion,
    guardSeconds: terms.guardSeconds,
    quarantineSeconds: terms.quarantineSeconds,
    commandId: command.commandId,
  };
  const assigned = { type: 'Assigned', data } as const;
  const events: DomainEvent[] = expired === undefined ? [assigned] : [expired, assigned];
  return { events, answer: { kind: 'assigned', assignment: heldAssignment(evolve(candidate, assigned), now) } };
}

/** The subject's last identity is still its own: nobody released it, and its time has not come. */
function holdsIdentity(lastLent: Identity | undefined, subjectId: SubjectId, now: Instant): lastLent is Identity {
  if (lastLent?.holding.status !== 'assigned') return false;
  const { lease } = lastLent.holding;
  return lease.subjectId === subjectId && !hasLapsed(lease, now);
}
