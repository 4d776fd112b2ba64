import type {
  Agreement,
  HoldMove,
  Identity,
  Impi,
  Instant,
  Lane,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolTerms,
} from '@allocator/domain';
import type { ActivityStore } from './activity-store.js';
import type { EventReader, LaneHead } from './event-reader.js';
import type { AliasClaim, AliasOwner, LaneChanges } from './lane-store.js';

/** What a restored lane must write to contain lost events again. */
export interface Continuation extends Pick<LaneChanges, 'events' | 'head' | 'imported' | 'changed'> {
  readonly operators: readonly OperatorProfile[];
  readonly agreements: readonly Agreement[];
  readonly pools: readonly PoolTerms[];
}

/** A lane of a restored store whose lock this transaction holds. */
export interface RestoredLane {
  readonly head: LaneHead;
  /** Those of the named identities that the store has. */
  identities(names: readonly { readonly poolId: PoolId; readonly impi: Impi }[]): Promise<readonly Identity[]>;
  /** Takes the names that are free. @returns the owner of each name */
  claimAliases(claims: readonly AliasClaim[]): Promise<readonly AliasOwner[]>;
  write(continuation: Continuation): Promise<void>;
}

/** An operator's profile, and when it was recorded. */
export interface ProfileAt {
  readonly profile: OperatorProfile;
  readonly recordedAt: Instant;
}

/** A store that was restored from a backup, while no service works on it. */
export interface RestoredStore extends Pick<EventReader, 'laneHeads' | 'readEvents'> {
  /** The read model of activity. */
  readonly activity: ActivityStore;
  /** One transaction that holds the lane's lock. If `work` throws, nothing is written. */
  inLane(lane: Lane, work: (open: RestoredLane) => Promise<void>): Promise<void>;
  /** The lane's time: database time, never earlier than its last recorded time. */
  laneTime(lane: Lane): Promise<Instant>;
  /** The pools of the lane, with the operators that they belong to. */
  poolsIn(lane: Lane): Promise<readonly { readonly poolId: PoolId; readonly operatorId: OperatorId }[]>;
  /** The oldest version of the operator's profile that a latest lease of the pool is on; undefined if there is no lease. */
  oldestVersionHeld(lane: Lane, poolId: PoolId): Promise<number | undefined>;
  /** Every profile of the operator, in order. @param lane of the operator */
  profilesOf(lane: Lane, operatorId: OperatorId): Promise<readonly ProfileAt[]>;
  /** Every version of its terms that a pool of the lane has had. */
  termsOfPools(lane: Lane): Promise<readonly PoolTerms[]>;
  /** Begins to move the pool's leases. */
  beginMove(lane: Lane, poolId: PoolId, move: HoldMove): Promise<void>;
  /** Records which identities the subjects of the backup were assigned since the backup, as far as events tell. */
  restoreSubjectIdentities(lane: Lane): Promise<void>;
  /** The pool assigns nothing before the instant, or before a later one that it has already. @returns the later one */
  assignNotBefore(lane: Lane, poolId: PoolId, at: Instant): Promise<Instant | undefined>;
  /** The lane takes commands again. False if it was open. */
  open(lane: Lane): Promise<boolean>;
}
