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

/** Terms are changed one at a time, in all lanes that they concern. */
export interface TermsStore {
  /** The moves of leases that raises begin. */
  readonly moves: HoldMoves;
  /** Operators with an incomplete profile of version 0.1: `capped-by-token`, without a minimum of the registrar. */
  operatorsWithoutMinimum(): Promise<readonly OperatorId[]>;
  /** Runs `work` in one transaction, exclusive of other changes of terms, and commits. */
  inTerms<T>(work: (terms: OpenTerms) => Promise<T>): Promise<T>;
}

export interface OpenTerms {
  operator(operatorId: OperatorId): Promise<OperatorProfile | undefined>;
  agreement(agreementId: AgreementId): Promise<Agreement | undefined>;
  agreementsOf(operatorId: OperatorId): Promise<readonly Agreement[]>;
  /** Ids of WWSFs with an agreement that equal this one, or differ from it only in dots and underscores. */
  wwsfIdsLike(wwsfId: WwsfId): Promise<readonly WwsfId[]>;
  pool(lane: Lane, poolId: PoolId): Promise<PoolTerms | undefined>;
  poolsOf(operatorId: OperatorId): Promise<readonly PoolTerms[]>;
  /** Declared names of the operators that have declared any. */
  declaredNames(): Promise<readonly OperatorNames[]>;
  /** Locks the lanes, in the order of their numbers. Nothing is assigned in them until the transaction ends. */
  lockLanes(lanes: readonly Lane[]): Promise<ReadonlyMap<Lane, LockedLane>>;
  /** True while leases of the operator's pools are being moved to terms that were raised before. */
  isMoving(operatorId: OperatorId): Promise<boolean>;
  /** The oldest version of the operator's profile that a latest lease of the pools is on; undefined if there is no lease. */
  oldestVersionHeld(pools: readonly { readonly lane: Lane; readonly poolId: PoolId }[]): Promise<number | undefined>;
  /** The operator's profiles from a version on, in rising order. */
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
  /** Pools of the lane whose leases must be moved from now on. */
  readonly moves: readonly { readonly poolId: PoolId; readonly move: HoldMove }[];
  /** Pools of the lane whose wait after a restore becomes longer by so many seconds, if they wait: the terms of lost leases are unknown. */
  readonly waits: readonly { readonly poolId: PoolId; readonly laterSeconds: number }[];
}
