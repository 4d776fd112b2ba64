import type { Subject } from '../commands/command.js';
import { referenceOf } from '../commands/command.js';
import type { RememberedCommand } from '../commands/outcome.js';
import type { HoldMove } from '../holds/hold-move.js';
import type { Identity, IdentityNumber } from '../identity/identity.js';
import type { AssignmentId, CommandId, PoolId, Position, SubjectId } from '../ids/ids.js';
import type { Instant } from '../ids/instant.js';
import type { Lane } from '../ids/lane.js';
import type { PoolTerms } from '../terms/pool-terms.js';
import type { NamedAssignment } from './named-assignment.js';

/** A subject as the pool knows it. */
export interface KnownSubject {
  readonly subjectId: SubjectId;
  /**
   * The identity that was assigned last, then earlier ones that the subject may still hold, latest first; at most
   * `identitiesPerSubjectMax`. Empty if the subject was only refused so far.
   */
  readonly identityNumbers: readonly IdentityNumber[];
}

/** Identities in a subject's own row: as many as a pool can allow one subject to hold. */
export const identitiesPerSubjectMax = 100;

/** Everything that a batch needs of its lane. It is read once, before the first decision. */
export interface LaneView {
  readonly lane: Lane;
  /** Of the lane's last event; 0 if there is none. */
  readonly position: Position | 0;
  /** The lane's time: the database's clock, never earlier than the last recorded time. */
  readonly now: Instant;
  readonly pools: ReadonlyMap<PoolId, PoolTerms>;
  /** Raises of terms whose bounds are being moved, by pool. */
  readonly moves: ReadonlyMap<PoolId, HoldMove>;
  /** Pools that assign nothing before this instant: their identities can have holders that the restored store does not know. */
  readonly assignNotBefore: ReadonlyMap<PoolId, Instant>;
  /** The batch's command ids that already have an outcome. */
  readonly remembered: ReadonlyMap<CommandId, RememberedCommand>;
  /** Identities that commands of the batch name, by assignment or by IMPI, and those of the commands' subjects. */
  readonly identities: readonly Identity[];
  /** Assignments that the batch names. */
  readonly assignments: ReadonlyMap<AssignmentId, NamedAssignment>;
  readonly subjects: ReadonlyMap<SubjectKey, KnownSubject>;
  /**
   * For each pool with an `Assign` in the batch: its active identities by (assignableAt, number), assignable or not. One more than the
   * batch has commands, so that the next bound is known when no assignable one is left; and as many again of those that were revoked
   * from their last holder, because that holder skips them.
   */
  readonly queues: ReadonlyMap<PoolId, readonly Identity[]>;
  /** For each pool that limits the share of anonymous subjects: how much they hold. */
  readonly anonymousUse: ReadonlyMap<PoolId, AnonymousUse>;
  /** Identities whose open lease has lapsed, by reassignableAt. Empty if the batch has no `ExpireDue`. */
  readonly due: readonly Identity[];
}

export interface AnonymousUse {
  /** Identities that anonymous subjects hold. */
  readonly held: number;
  /** Identities of the pool that are not retired. */
  readonly total: number;
}

/** A subject within its pool. */
export type SubjectKey = `${'authenticated' | 'anonymous'}:${string}:${string}`;

export function subjectKey(poolId: PoolId, subject: Subject): SubjectKey {
  return `${subject.kind}:${poolId}:${referenceOf(subject)}`;
}
