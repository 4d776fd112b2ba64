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
import { rememberedLendingsMax, subjectKey } from './lane-view.js';
import type { NamedAssignment } from './named-assignment.js';
import { LendingQueue } from './pool-queue.js';

/**
 * A subject's reference, its opaque id, and the identities assigned to it: kept apart from the events. Without an assignment it is
 * kept as long as its last refusal.
 */
export interface SubjectUse extends KnownSubject {
  readonly poolId: PoolId;
  readonly subject: Subject;
  /** The pool has not known the subject before. */
  readonly isNew: boolean;
}

/** The lane as the commands of one batch see it, each with the effects of those before it. */
export class WorkingSet {
  readonly events: RecordedEvent[] = [];
  /** Identities that the batch has changed, as they are now. */
  readonly changed = new Map<IdentityNumber, Identity>();
  /** Identities as the batch left them before it lent them anew, where the next lending could not follow what was there before. */
  readonly lentAnew: Identity[] = [];
  readonly subjectUses = new Map<SubjectKey, SubjectUse>();
  private readonly identities = new Map<IdentityNumber, Identity>();
  private readonly numbers = new ImpiIndex();
  private readonly latest = new Map<AssignmentId, IdentityNumber>();
  private readonly past = new Map<AssignmentId, NamedAssignment>();
  private readonly queues = new Map<PoolId, LendingQueue>();
  /** Of identities that only the queues tell of: bounds that a raise has moved, not recorded while nothing comes of it. */
  private readonly unrecorded = new Map<IdentityNumber, { readonly former: Identity; readonly event: HoldExtended }>();
  /** How many more identities anonymous subjects hold than the view says, where the batch has changed that. */
  private readonly anonymousMore = new Map<PoolId, number>();

  constructor(private readonly view: LaneView) {
    view.identities.forEach((identity) => this.keep(identity));
    view.due.forEach((identity) => this.keep(identity));
    for (const [poolId, queue] of view.queues) this.queues.set(poolId, new LendingQueue(queue));
    if (view.moves.size > 0) this.extendHolds();
  }

  get nextPosition(): Position {
    return (this.view.position + this.events.length + 1) as Position;
  }

  /** The pool's least recently assignable identity that the subject can have now. A bound of it that was moved is recorded first. */
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

  /** When the next identity of the pool becomes assignable to the subject; null where none will. */
  nextAssignableAt(poolId: PoolId, subjectId: SubjectId): Instant | null {
    return this.queues.get(poolId)?.nextAssignableAt(subjectId) ?? null;
  }

  byImpi(poolId: PoolId, impi: Impi): Identity | undefined {
    const number = this.numbers.find(poolId, impi);
    return number === undefined ? undefined : this.identities.get(number);
  }

  /** As of now: an assignment that was the latest of its identity may have been lent on earlier in the batch. */
  named(assignmentId: AssignmentId): NamedAssignment | undefined {
    const number = this.latest.get(assignmentId);
    const identity = number === undefined ? undefined : this.identities.get(number);
    if (identity !== undefined) return { kind: 'latest', identity };
    return this.past.get(assignmentId) ?? this.view.assignments.get(assignmentId);
  }

  /** The prefetched due identities as they are now: one that the batch has lent on has no lapsed lease any more. */
  due(countMax: number): readonly Identity[] {
    return this.view.due.slice(0, countMax).map((identity) => this.identities.get(identity.number) ?? identity);
  }

  /** The subject as the pool knows it now; undefined if unknown. */
  knownSubject(poolId: PoolId, subject: Subject): KnownSubject | undefined {
    const key = subjectKey(poolId, subject);
    return this.subjectUses.get(key) ?? this.view.subjects.get(key);
  }

  /** The subject's opaque id in the pool and the identities it was lent, as they are now, latest first. */
  subject(poolId: PoolId, subject: Subject, proposed: SubjectId): { subjectId: SubjectId; lent: readonly Identity[] } {
    const known = this.knownSubject(poolId, subject);
    if (known === undefined) return { subjectId: proposed, lent: [] };
    const lent = known.lent.map((number) => this.identities.get(number)).filter((identity) => identity !== undefined);
    return { subjectId: known.subjectId, lent };
  }

  /** Of a pool that limits the share of anonymous subjects; undefined of any other. */
  anonymousUse(poolId: PoolId): AnonymousUse | undefined {
    const use = this.view.anonymousUse.get(poolId);
    return use && { ...use, held: use.held + (this.anonymousMore.get(poolId) ?? 0) };
  }

  /** Notes that the subject is lent this identity: of those before it, the ones it still holds are not forgotten. */
  lend(poolId: PoolId, subject: Subject, subjectId: SubjectId, impi: Impi): void {
    const key = subjectKey(poolId, subject);
    const number = this.numbers.find(poolId, impi);
    if (number === undefined) throw new Error(`${impi} is lent and not known to the batch`);
    const before = this.subject(poolId, subject, subjectId).lent;
    const held = before.filter(
      (identity) => identity.number !== number && openLease(identity)?.subjectId === subjectId,
    );
    const lent = [number, ...held.map((identity) => identity.number)].slice(0, rememberedLendingsMax);
    this.subjectUses.set(key, { poolId, subject, subjectId, lent, isNew: !this.view.subjects.has(key) });
  }

  /** Records that the subject was refused. Until its first assignment this is its only record, and it identifies retries. */
  refuse(poolId: PoolId, subject: Subject, subjectId: SubjectId): void {
    if ((this.knownSubject(poolId, subject)?.lent.length ?? 0) > 0) return;
    const key = subjectKey(poolId, subject);
    this.subjectUses.set(key, { poolId, subject, subjectId, lent: [], isNew: !this.view.subjects.has(key) });
  }

  /** Records the event in its place and moves the identity that it is about. */
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
   * Bounds that a raise of terms moves are moved before a command looks at them, though the mover has not come so far: those
   * of named identities are recorded, those of a pool's queue only leave their place in it until they are lent.
   */
  private extendHolds(): void {
    for (const identity of [...this.identities.values()]) {
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
      if (this.changed.has(former.number) && opensTheWay(former, identity)) this.lentAnew.push(former);
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

  /** The identity's latest assignment is one of the past from here on. */
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

/** 1 where an anonymous subject holds the identity, else 0. */
function anonymousHeld({ holding }: Identity, now: Instant): number {
  if (holding.status !== 'assigned' && holding.status !== 'released') return 0;
  return holding.lease.subjectKind === 'anonymous' && !hasLapsed(holding.lease, now) ? 1 : 0;
}

/** The identity was freed and is lent on, or its holder is about to take it back: what it was is closed as it was. */
function opensTheWay(former: Identity, identity: Identity): boolean {
  if (former.generation !== identity.generation)
    return former.holding.status === 'freed' && former.holding.by !== 'wwsf';
  return openLease(former) !== undefined && identity.holding.status === 'freed' && identity.holding.by === 'wwsf';
}
