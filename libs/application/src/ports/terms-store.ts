import type {
  Agreement,
  AgreementId,
  HoldMove,
  Lane,
  OperatorId,
  OperatorNames,
  OperatorProfile,
  PoolId,
  PoolTerms,
  WwsfId,
} from '@allocator/domain';
import type { Instant } from '@allocator/domain';
import type { LaneHead } from './event-reader.js';
import type { HoldMoves } from './hold-moves.js';
import type { LaneChanges } from './lane-store.js';

/** Terms are changed one at a time, over all the lanes that they concern. */
export interface TermsStore {
  /** What a raise of terms sets off. */
  readonly moves: HoldMoves;
  /** Operators whose profile is of version 0.1 and not complete: it has no minimum of the registrar, and the token caps registrations. */
  operatorsWithoutMinimum(): Promise<readonly OperatorId[]>;
  /** Runs `work` in one transaction that no other change of terms runs beside, and commits. */
  inTerms<T>(work: (terms: OpenTerms) => Promise<T>): Promise<T>;
}

export interface OpenTerms {
  operator(operatorId: OperatorId): Promise<OperatorProfile | undefined>;
  agreement(agreementId: AgreementId): Promise<Agreement | undefined>;
  agreementsOf(operatorId: OperatorId): Promise<readonly Agreement[]>;
  /** WWSFs of all agreements whose id equals this one, or differs from it only in dots and underscores. */
  wwsfIdsLike(wwsfId: WwsfId): Promise<readonly WwsfId[]>;
  pool(poolId: PoolId): Promise<PoolTerms | undefined>;
  poolsOf(operatorId: OperatorId): Promise<readonly PoolTerms[]>;
  /** Declared names of the operators that have declared any. */
  declaredNames(): Promise<readonly OperatorNames[]>;
  /** Locks the lanes, in the order of their numbers; from here on nothing is lent in them. */
  lockLanes(lanes: readonly Lane[]): Promise<ReadonlyMap<Lane, LockedLane>>;
  /** True while leases of the operator's pools are being moved to terms that were raised before. */
  isMoving(operatorId: OperatorId): Promise<boolean>;
  /** The oldest version of the operator's profile that an identity's latest lease is on; undefined where none was assigned. */
  oldestVersionHeld(pools: readonly { readonly lane: Lane; readonly poolId: PoolId }[]): Promise<number | undefined>;
  /** The operator's profiles from a version on, rising. */
  profilesSince(operatorId: OperatorId, version: number): Promise<readonly OperatorProfile[]>;
  write(lane: Lane, changes: TermsChanges): Promise<void>;
}

export interface LockedLane {
  readonly head: LaneHead;
  readonly now: Instant;
}

export interface TermsChanges extends Pick<LaneChanges, 'events' | 'head'> {
  readonly operators: readonly OperatorProfile[];
  readonly agreements: readonly Agreement[];
  readonly pools: readonly PoolTerms[];
  /** Pools of the lane whose leases are to be moved from now on. */
  readonly moves: readonly { readonly poolId: PoolId; readonly move: HoldMove }[];
  /** Pools of the lane that, where a restore has made them wait, wait longer by as many seconds: of lost leases nothing else is known. */
  readonly waits: readonly { readonly poolId: PoolId; readonly laterSeconds: number }[];
}
