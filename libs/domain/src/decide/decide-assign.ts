import type { Assign } from '../commands/command.js';
import type { Refusal } from '../commands/refusal.js';
import type { DomainEvent } from '../events/domain-event.js';
import type { AssignedData } from '../events/lease-event.js';
import { leaseFact } from '../events/lease-event.js';
import { evolve } from '../evolve/evolve.js';
import { latestAssignment } from '../identity/assignment.js';
import type { Identity } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
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
  /** Position of the lane's next event. */
  readonly nextPosition: Position;
  readonly terms: PoolTerms | undefined;
  /** After a restore the pool assigns nothing before this instant; undefined if there was no restore. */
  readonly assignNotBefore: Instant | undefined;
  /** The subject's opaque id in this pool, or the proposed one. */
  readonly subjectId: SubjectId;
  /** The subject's identities in this pool, latest first: the last one, and those that it may still hold. */
  readonly identities: readonly Identity[];
  /** Used only if the pool limits the share of anonymous subjects. */
  readonly anonymousUse: AnonymousUse | undefined;
  /** The least recently assignable identity of the pool that the subject can have now. */
  readonly candidate: Identity | undefined;
  /** When the next identity of the pool becomes assignable to the subject; null if none will. Called only if there is no candidate. */
  readonly nextAssignableAt: () => Instant | null;
}

/**
 * Refusals in this order:
 * 1. `pool-not-found`
 * 2. `not-your-pool`
 * 3. `agreement-suspended`, `agreement-infeasible`
 * 4. `pool-exhausted` until the instant before which the pool assigns nothing after a restore
 * 5. anonymous subjects: `anonymous-refused`, `anonymous-share-used`; authenticated subjects: `subject-already-assigned`
 * 6. `subject-limit-reached`, except for an identity that the subject takes back
 * 7. `pool-exhausted`
 */
export function decideAssign(command: Assign, situation: AssignSituation): Decision<Assign> {
  const { terms, now, assignNotBefore, subjectId, identities, candidate } = situation;
  if (terms === undefined) return refuse({ code: 'pool-not-found' });
  if (command.wwsfId !== null && command.wwsfId !== terms.wwsfId) return refuse({ code: 'not-your-pool' });
  if (terms.agreementStatus === 'suspended') return refuse({ code: 'agreement-suspended' });
  if (terms.agreementInfeasible === true) return refuse({ code: 'agreement-infeasible' });
  // Not even an identity that the subject holds by the records: the lost events may have freed it and assigned it to another subject.
  if (assignNotBefore !== undefined && now < assignNotBefore) {
    return refuse({ code: 'pool-exhausted', nextReassignableAt: assignNotBefore });
  }
  const isAnonymous = command.subject.kind === 'anonymous';
  if (isAnonymous) {
    const refusal = refusalOfAnonymous(terms, situation.anonymousUse);
    if (refusal !== undefined) return refuse(refusal);
  } else if (terms.repeatSubject !== 'another') {
    const used = identities.find(
      (identity) => identity.holding.status === 'assigned' && isHeldBy(identity, subjectId, now),
    );
    if (used !== undefined) {
      const assignment = latestAssignment(used, now);
      if (terms.repeatSubject === 'refuse') {
        return refuse({ code: 'subject-already-assigned', assignmentId: assignment.assignmentId });
      }
      // Its token may have expired; a prolongation issues a new one.
      return { events: [], answer: { kind: 'found', assignment } };
    }
  }
  const former =
    terms.affinity === true && !isAnonymous ? formerIdentity(identities, subjectId, terms, now) : undefined;
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

/** Whether the subject holds as many identities as the pool allows. Released identities count until their bound. */
function refusalOfOneMore(
  { maxPerSubject }: PoolTerms,
  { identities, subjectId, now }: AssignSituation,
): Refusal | undefined {
  if (maxPerSubject === undefined) return undefined;
  const bounds = identities.flatMap((identity) => boundIfHeldBy(identity, subjectId, now) ?? []);
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
 * The event that closes the identity's former lease before the next one starts: an `Expired` if it has lapsed and that is not recorded
 * yet, or a `Released` if its holder takes the identity back before the bound. Undefined if the lease is closed.
 */
function closingOf({ commandId }: Assign, identity: Identity, now: Instant) {
  const lease = openLease(identity);
  if (lease === undefined || hasLapsed(lease, now)) return expiredEvent(identity, now);
  const fact = leaseFact(identity, lease, { reassignableAt: now, effectiveAt: now });
  return { type: 'Released', data: { ...fact, by: 'wwsf', ground: 'taken-back', commandId } } as const;
}

function isHeldBy(identity: Identity, subjectId: SubjectId, now: Instant): boolean {
  return boundIfHeldBy(identity, subjectId, now) !== undefined;
}

/** The bound of the subject's lease; undefined if the subject has none, or it has lapsed. */
function boundIfHeldBy(identity: Identity, subjectId: SubjectId, now: Instant): Instant | undefined {
  const lease = openLease(identity);
  return lease?.subjectId === subjectId && !hasLapsed(lease, now) ? lease.reassignableAt : undefined;
}
