import type { Assign } from '../commands/command.js';
import type { Refusal } from '../commands/refusal.js';
import type { DomainEvent } from '../events/domain-event.js';
import type { AssignedData } from '../events/lease-event.js';
import { leaseFact } from '../events/lease-event.js';
import { evolve } from '../evolve/evolve.js';
import { latestAssignment } from '../identity/assignment.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import type { Lease } from '../identity/lease.js';
import { hasLapsed } from '../identity/lease.js';
import type { Position, SubjectId } from '../ids/ids.js';
import { eventId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { plusSeconds } from '../ids/instant.js';
import type { Lane } from '../ids/lane.js';
import type { AnonymousUse } from '../lane/lane-view.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import { expiredEvent } from './decide-expiry.js';
import type { Decision } from './decision.js';
import { refuse } from './decision.js';
import { formerIdentity } from './former-identity.js';

export interface AssignSituation {
  readonly now: Instant;
  readonly lane: Lane;
  /** The position that the next event of the lane gets. */
  readonly nextPosition: Position;
  readonly terms: PoolTerms | undefined;
  /** After a restore the pool lends nothing before this instant; undefined where there was none. */
  readonly lendNotBefore: Instant | undefined;
  /** The opaque id of the subject: the one it has in this pool, or the proposed one. */
  readonly subjectId: SubjectId;
  /** The identities that the subject was lent in this pool, latest first: the last one, and those that it may still hold. */
  readonly lent: readonly Identity[];
  /** Of the pool; looked at only where the share of anonymous subjects is limited. */
  readonly anonymousUse: AnonymousUse | undefined;
  /** The least recently assignable identity of the pool that the subject can have now. */
  readonly candidate: Identity | undefined;
  /** When the next identity of the pool becomes assignable to the subject; null where none will. Looked at only where there is no candidate. */
  readonly nextAssignableAt: () => Instant | null;
}

/** Refusals in this order: pool, owner, agreement (suspended, infeasible), a restore, anonymous use, repeated subject, the subject's limit, stock. */
export function decideAssign(command: Assign, situation: AssignSituation): Decision<Assign> {
  const { terms, now, lendNotBefore, subjectId, lent, candidate } = situation;
  if (terms === undefined) return refuse({ code: 'pool-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (terms.agreementStatus === 'suspended') return refuse({ code: 'agreement-suspended' });
  if (terms.agreementInfeasible === true) return refuse({ code: 'agreement-infeasible' });
  // Not even what the subject is on record for: it may have been freed, and lent on, in what was lost.
  if (lendNotBefore !== undefined && now < lendNotBefore) {
    return refuse({ code: 'pool-exhausted', nextReassignableAt: lendNotBefore });
  }
  const isAnonymous = command.subject.kind === 'anonymous';
  if (isAnonymous) {
    const refusal = refusalOfAnonymous(terms, situation.anonymousUse);
    if (refusal !== undefined) return refuse(refusal);
  } else if (terms.repeatSubject !== 'another') {
    const used = lent.find((identity) => identity.holding.status === 'assigned' && isHeldBy(identity, subjectId, now));
    if (used !== undefined) {
      const assignment = latestAssignment(used, now);
      if (terms.repeatSubject === 'refuse') {
        return refuse({ code: 'subject-already-assigned', assignmentId: assignment.assignmentId });
      }
      // Its token may be past its end; a prolongation gives the holder a new one.
      return { events: [], answer: { kind: 'found', assignment } };
    }
  }
  const former = terms.affinity === true && !isAnonymous ? formerIdentity(lent, subjectId, terms, now) : undefined;
  if (former === undefined || !isHeldBy(former, subjectId, now)) {
    const refusal = refusalOfOneMore(terms, situation);
    if (refusal !== undefined) return refuse(refusal);
  }
  const identity = former ?? candidate;
  if (identity === undefined) {
    return refuse({ code: 'pool-exhausted', nextReassignableAt: situation.nextAssignableAt() });
  }
  return assign(command, situation, terms, identity);
}

function refusalOfAnonymous(terms: PoolTerms, use: AnonymousUse | undefined): Refusal | undefined {
  if (terms.anonymous === 'refused') return { code: 'anonymous-refused' };
  const { anonymousSharePercent } = terms;
  if (anonymousSharePercent === undefined || use === undefined) return undefined;
  const isUsed = (use.held + 1) * 100 > use.total * anonymousSharePercent;
  return isUsed ? { code: 'anonymous-share-used' } : undefined;
}

/** Where the subject holds as many as one may; those that it has released count until their bound. */
function refusalOfOneMore(
  { maxPerSubject }: PoolTerms,
  { lent, subjectId, now }: AssignSituation,
): Refusal | undefined {
  if (maxPerSubject === undefined) return undefined;
  const bounds = lent.filter((identity) => isHeldBy(identity, subjectId, now)).map(boundOf);
  if (bounds.length < maxPerSubject) return undefined;
  return { code: 'subject-limit-reached', nextReassignableAt: Math.min(...bounds) as Instant };
}

function assign(command: Assign, situation: AssignSituation, terms: PoolTerms, identity: Identity): Decision<Assign> {
  const { now, lane, nextPosition } = situation;
  const closed = closingOf(command, identity, now);
  const reassignableAt = plusSeconds(now, terms.securityLifetimeSeconds);
  const data: AssignedData = {
    assignmentId: eventId(lane, (nextPosition + (closed === undefined ? 0 : 1)) as Position),
    poolId: identity.poolId,
    impi: identity.impi,
    impus: identity.impus,
    generation: identity.generation + 1,
    subjectId: situation.subjectId,
    subjectKind: command.subject.kind,
    reassignableAt,
    assignableAt: plusSeconds(reassignableAt, terms.quarantineSeconds),
    effectiveAt: now,
    tokenSequence: 1,
    tokenExpiresAt: plusSeconds(now, terms.tokenLifetimeSeconds),
    agreementVersion: terms.agreementVersion,
    operatorVersion: terms.operatorVersion,
    guardSeconds: terms.guardSeconds,
    quarantineSeconds: terms.quarantineSeconds,
    ...(closed?.type === 'Released' ? { takenBack: true } : {}),
    commandId: command.commandId,
  };
  const assigned = { type: 'Assigned', data } as const;
  const events: DomainEvent[] = closed === undefined ? [assigned] : [closed, assigned];
  return { events, answer: { kind: 'assigned', assignment: latestAssignment(evolve(identity, assigned), now) } };
}

/**
 * What closes the identity's former lease, which comes before the next: it has lapsed and nobody has recorded that yet, or
 * its own holder takes it back before its bound. Undefined where it is closed.
 */
function closingOf({ commandId }: Assign, identity: Identity, now: Instant) {
  const lease = openLease(identity);
  if (lease === undefined || hasLapsed(lease, now)) return expiredEvent(identity, now);
  const fact = leaseFact(identity, lease, { reassignableAt: now, effectiveAt: now });
  return { type: 'Released', data: { ...fact, by: 'wwsf', ground: 'taken-back', commandId } } as const;
}

/** Its lease is this subject's, and its bound is to come. */
function isHeldBy(identity: Identity, subjectId: SubjectId, now: Instant): boolean {
  const lease = openLease(identity);
  return lease?.subjectId === subjectId && !hasLapsed(lease, now);
}

function boundOf(identity: Identity): Instant {
  return (openLease(identity) as Lease).reassignableAt;
}
