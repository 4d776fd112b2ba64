import type { Subject } from '../commands/command.js';
import type { DomainEvent, RecordedEvent } from '../events/domain-event.js';
import { isIdentityEvent } from '../events/domain-event.js';
import { evolve } from '../evolve/evolve.js';
import type { HoldExtended } from '../holds/hold-move.js';
import { holdExtendedEvent } from '../holds/hold-move.js';
import { assignmentOf } from '../identity/assignment.js';
import type { Identity, IdentityNumber } from '../identity/identity.js';
import { openLease } from '../identity/identity.js';
import { hasLapsed } from '../identity/lease.js';
import type { AssignmentId, Impi, PoolId, Position, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import { ImpiIndex } from './impi-index.js';
import type { AnonymousUse, KnownSubject, LaneView, SubjectKey } from './lane-view.js';
import { identitiesPerSubjectMax, subjectKey } from './lane-view.js';
import type { NamedAssignment } from './named-assignment.js';
import { PoolQueue } from './pool-queue.js';

/**
 * A subject's reference, its opaque id and its identities, stored separately from the events. A subject without an assignment is kept
 * as long as its last refusal.
 */
export interface SubjectUse extends KnownSubject {
  readonly poolId: PoolId;
  readonly subject: Subject;
  /** The pool did not know the subject before this batch. */
  readonly isNew: boolean;
}

/** The lane as the commands of one batch see it, each with the effects of those before it. */
export class WorkingSet {
  readonly events: RecordedEvent[] = [];
  /** Identities that the batch has changed, as they are now. */
  readonly changed = new Map<IdentityNumber, Identity>();
  /** States between two leases of an identity in this batch, if the second lease could not follow the state before the batch. */
  readonly intermediate: Identity[] = [];
  readonly subjectUses = new Map<SubjectKey, SubjectUse>();
  private readonly identities = new Map<IdentityNumber, Identity>();
  private readonly numbers = new ImpiIndex();
  private readonly latest = new Map<AssignmentId, IdentityNumber>();
  private readonly past = new Map<AssignmentId, NamedAssignment>();
  private readonly queues = new Map<PoolId, PoolQueue>();
  /** Bounds that a raise has moved, of identities that are only in the queues: recorded when one of them is assigned. */
  private readonly unrecorded = new Map<IdentityNumber, { readonly former: Identity; readonly event: HoldExtended }>();
  /** Change of the number of identities that anonymous subjects hold, by pool, caused by the batch. */
  private readonly anonymousMore = new Map<PoolId, number>();

  constructor(private readonly view: LaneView) {
    view.identities.forEach((identity) => this.keep(identity));
    view.due.forEach((identity) => this.keep(identity));
    for (const [poolId, queue] of view.queues) this.queues.set(poolId, new PoolQueue(queue));
    if (view.moves.size > 0) this.extendHolds();
  }

  get nextPosition(): Position {
    return (this.view.position + this.events.length + 1) as Position;
  }

  /** The pool's least recently assignable identity that the subject can have now. If a raise has moved its bound, that is recorded first. */
  candidate(poolId: PoolId, subjectId: SubjectId): Identity | undefined {
    const identity = this.queues.get(poolId)?.next(this.view.now, subjectId);
    if (identity === undefined) return undefined;
    const moved = this.unrecorded.get(identity.number);
    this.keep(moved?.former ?? identity);
    if (moved !== undefined) {
      this.unrecorded.delete(identity.number);
      this.record(moved.event);
    }
    return identity;
  }

  /** When the next identity of the pool becomes assignable to the subject; null if none will. */
  nextAssignableAt(poolId: PoolId, subjectId: SubjectId): Instant | null {
    return this.queues.get(poolId)?.nextAssignableAt(subjectId) ?? null;
  }

  byImpi(poolId: PoolId, impi: Impi): Identity | undefined {
    const number = this.numbers.find(poolId, impi);
    return number === undefined ? undefined : this.identities.get(number);
  }

  /** The named assignment as it is now: earlier in the batch, its identity may have been assigned to the next holder. */
  named(assignmentId: AssignmentId): NamedAssignment | undefined {
    const number = this.latest.get(assignmentId);
    const identity = number === undefined ? undefined : this.identities.get(number);
    if (identity !== undefined) return { kind: 'latest', identity };
    return this.past.get(assignmentId) ?? this.view.assignments.get(assignmentId);
  }

  /** The prefetched due identities as they are now: one that the batch has assigned again no longer has a lapsed lease. */
  due(countMax: number): readonly Identity[] {
    return this.view.due.slice(0, countMax).map((identity) => this.identities.get(identity.number) ?? identity);
  }

  /** The subject as the pool knows it now; undefined if it does not. */
  knownSubject(poolId: PoolId, subject: Subject): KnownSubject | undefined {
    const key = subjectKey(poolId, subject);
    return this.subjectUses.get(key) ?? this.view.subjects.get(key);
  }

  /** The subject's opaque id in the pool and its identities as they are now, latest first. */
  subject(
    poolId: PoolId,
    subject: Subject,
    proposed: SubjectId,
  ): { readonly subjectId: SubjectId; readonly identities: readonly Identity[] } {
    const known = this.knownSubject(poolId, subject);
    if (known === undefined) return { subjectId: proposed, identities: [] };
    const identities = known.identityNumbers
      .map((number) => this.identities.get(number))
      .filter((identity) => identity !== undefined);
    return { subjectId: known.subjectId, identities };
  }

  /** For a pool that limits the share of anonymous subjects; undefined for other pools. */
  anonymousUse(poolId: PoolId): AnonymousUse | undefined {
    const use = this.view.anonymousUse.get(poolId);
    return use && { ...use, held: use.held + (this.anonymousMore.get(poolId) ?? 0) };
  }

  /** Records the identity as the subject's latest. Of its earlier identities, those that it still holds are kept. */
  assign(poolId: PoolId, subject: Subject, subjectId: SubjectId, impi: Impi): void {
    const key = subjectKey(poolId, subject);
    const number = this.numbers.find(poolId, impi);
    if (number === undefined) throw new Error(`${impi} is assigned and not in the batch's working set`);
    const before = this.subject(poolId, subject, subjectId).identities;
    const held = before.filter(
      (identity) => identity.number !== number && openLease(identity)?.subjectId === subjectId,
    );
    const identityNumbers = [number, ...held.map((identity) => identity.number)].slice(0, identitiesPerSubjectMax);
    this.subjectUses.set(key, { poolId, subject, subjectId, identityNumbers, isNew: !this.view.subjects.has(key) });
  }

  /** Records that the subject was refused. Until its first assignment this is its only record, and it identifies retries. */
  refuse(poolId: PoolId, subject: Subject, subjectId: SubjectId): void {
    if ((this.knownSubject(poolId, subject)?.identityNumbers.length ?? 0) > 0) return;
    const key = subjectKey(poolId, subject);
    this.subjectUses.set(key, { poolId, subject, subjectId, identityNumbers: [], isNew: !this.view.subjects.has(key) });
  }

  /** Records the event at the next position and applies it to its identity. */
  record(event: DomainEvent): RecordedEvent {
    const { lane, now } = this.view;
    const recorded = { ...event, lane, position: this.nextPosition, recordedAt: now };
    this.events.push(recorded);
    if (isIdentityEvent(event)) {
      const { poolId, impi } = event.data;
      this.change(evolve(this.byImpi(poolId, impi), event));
    }
    return recorded;
  }

  /**
   * Applies raises of terms before a command reads the bounds, even if the mover has not reached the identity yet. For named identities
   * the event is recorded; identities of a pool's queue only change their place in it, until one is assigned.
   */
  private extendHolds(): void {
    // A copy: the loop changes the map.
    for (const identity of Array.from(this.identities.values())) {
      const event = this.holdExtended(identity);
      if (event !== undefined) this.record(event);
    }
    for (const [poolId, queue] of this.view.queues) {
      for (const identity of queue.filter(({ number }) => !this.identities.has(number))) {
        const event = this.holdExtended(identity);
        if (event === undefined) continue;
        this.unrecorded.set(identity.number, { former: identity, event });
        this.queues.get(poolId)?.put(evolve(identity, event));
      }
    }
  }

  private holdExtended(identity: Identity): HoldExtended | undefined {
    const move = this.view.moves.get(identity.poolId);
    return move === undefined ? undefined : holdExtendedEvent(identity, move);
  }

  private change(identity: Identity): void {
    const former = this.identities.get(identity.number);
    this.keep(identity);
    if (former !== undefined) {
      if (former.generation !== identity.generation) this.end(former);
      this.countAnonymous(former, identity);
      if (this.changed.has(former.number) && isIntermediate(former, identity)) this.intermediate.push(former);
    }
    this.changed.set(identity.number, identity);
    this.queues.get(identity.poolId)?.put(identity);
  }

  private countAnonymous(former: Identity, identity: Identity): void {
    const more = anonymousHeld(identity, this.view.now) - anonymousHeld(former, this.view.now);
    if (more === 0) return;
    const { poolId } = identity;
    this.anonymousMore.set(poolId, (this.anonymousMore.get(poolId) ?? 0) + more);
  }

  /** The identity's latest assignment is a past one from here on. */
  private end(former: Identity): void {
    const assignment = assignmentOf(former, this.view.now);
    if (assignment === undefined) return;
    this.latest.delete(assignment.assignmentId);
    this.past.set(assignment.assignmentId, { kind: 'past', assignment });
  }

  private keep(identity: Identity): void {
    this.identities.set(identity.number, identity);
    this.numbers.add(identity);
    if (identity.holding.status !== 'never-assigned') {
      this.latest.set(identity.holding.lease.assignmentId, identity.number);
    }
  }
}

/** 1 if an anonymous subject holds the identity, else 0. */
function anonymousHeld({ holding }: Identity, now: Instant): number {
  if (holding.status !== 'assigned' && holding.status !== 'released') return 0;
  return holding.lease.subjectKind === 'anonymous' && !hasLapsed(holding.lease, now) ? 1 : 0;
}

/** Whether the state before the change must be stored too: the identity was freed and has a new holder, or its holder takes it back. */
function isIntermediate(former: Identity, identity: Identity): boolean {
  if (former.generation !== identity.generation)
    return former.holding.status === 'freed' && former.holding.by !== 'wwsf';
  return openLease(former) !== undefined && identity.holding.status === 'freed' && identity.holding.by === 'wwsf';
}
