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

/** A subject as the pool knows it: its opaque id and the identities it was lent. */
export interface KnownSubject {
  readonly subjectId: SubjectId;
  /**
   * The identity that was assigned last, then earlier ones that the subject may still hold, latest first; at most
   * `rememberedLendingsMax`. Empty if the subject was only refused so far.
   */
  readonly lent: readonly IdentityNumber[];
}

/** Of how many lendings at once a subject's own row tells: as many as a pool may allow one subject to hold. */
export const rememberedLendingsMax = 100;

/** All that a batch needs of its lane, read once before anything is decided. */
export interface LaneView {
  readonly lane: Lane;
  /** Of the last event recorded in the lane; 0 where there is none. */
  readonly position: Position | 0;
  /** The lane's time: the database's clock, never earlier than the last recorded time. */
  readonly now: Instant;
  readonly pools: ReadonlyMap<PoolId, PoolTerms>;
  /** Raises of terms that the leases of these pools are being moved to. */
  readonly moves: ReadonlyMap<PoolId, HoldMove>;
  /** Pools that lend nothing before this instant, because somebody may hold their identities of whom the restored store knows nothing. */
  readonly lendNotBefore: ReadonlyMap<PoolId, Instant>;
  /** Those of the batch's command ids that have an outcome already. */
  readonly remembered: ReadonlyMap<CommandId, RememberedCommand>;
  /** Identities that commands of the batch name, by assignment or by impi, or that their subjects were lent. */
  readonly identities: readonly Identity[];
  /** Assignments that the batch names: which identity's latest one, or how a past one ended. */
  readonly assignments: ReadonlyMap<AssignmentId, NamedAssignment>;
  readonly subjects: ReadonlyMap<SubjectKey, KnownSubject>;
  /**
   * For each pool that is asked for identities: the active ones by (assignableAt, number), lapsed or not, one more of
   * them than the batch has commands, so that the next bound is known when the assignable ones run out; and as many of
   * those that were revoked from their last holder, who passes over them.
   */
  readonly queues: ReadonlyMap<PoolId, readonly Identity[]>;
  /** How many identities anonymous subjects hold, in the pools that limit their share; of which so many can be lent at all. */
  readonly anonymousUse: ReadonlyMap<PoolId, AnonymousUse>;
  /** Identities whose open lease has lapsed, by reassignableAt; read where the batch has an `ExpireDue`. */
  readonly due: readonly Identity[];
}

export interface AnonymousUse {
  readonly held: number;
  /** Identities of the pool that are not retired. */
  readonly total: number;
}

/** A subject within its pool. */
export type SubjectKey = `${'authenticated' | 'anonymous'}:${string}:${string}`;

export function subjectKey(poolId: PoolId, subject: Subject): SubjectKey {
  return `${subject.kind}:${poolId}:${referenceOf(subject)}`;
}
