import type {
  AgreementId,
  Agreement,
  Assignment,
  AssignmentId,
  Identity,
  IdentityPlace,
  IdentityState,
  Impi,
  Instant,
  Lane,
  OperatorId,
  OperatorProfile,
  PoolId,
  PoolTerms,
  Position,
  WwsfId,
} from '@allocator/domain';

/** An identity together with the instant (database time) at which it was read. */
export interface IdentityAt {
  readonly identity: Identity;
  readonly now: Instant;
}

/** Counts by `IdentityState`; `total` is the sum of the five others. Retired identities that are free are not counted. */
export interface Availability {
  readonly total: number;
  readonly assignable: number;
  readonly assigned: number;
  readonly held: number;
  readonly quarantined: number;
  readonly suspended: number;
  /** When the next identity becomes assignable; null if none will. */
  readonly nextReassignableAt: Instant | null;
  /** The pool assigns nothing before this, whatever the counts are, because its store was restored; undefined if it does not wait. */
  readonly assignNotBefore: Instant | undefined;
  readonly lane: Lane;
  /** The lane's position as of which the counts hold. */
  readonly position: Position | 0;
}

/** Counts of one minute of one pool, by the projector. */
export interface ActivityMinute {
  readonly minute: Instant;
  readonly assigned: number;
  readonly released: number;
  readonly expired: number;
  readonly refused: number;
}

/** Reads that change nothing. No decision depends on their answers. */
export interface AllocationQueries {
  operator(operatorId: OperatorId): Promise<OperatorProfile | undefined>;
  agreement(agreementId: AgreementId): Promise<Agreement | undefined>;
  /** All agreements of these operators, by id. */
  agreementsOf(operatorIds: readonly OperatorId[]): Promise<readonly Agreement[]>;
  /**
   * The agreements that leave no usable token under the profile of their operator (`isFeasible`), by id. Operators without any are missing.
   * @param countMax of each operator
   */
  infeasibleAgreements(
    profiles: readonly OperatorProfile[],
    countMax: number,
  ): Promise<ReadonlyMap<OperatorId, readonly AgreementId[]>>;
  pool(poolId: PoolId): Promise<PoolTerms | undefined>;
  /** Every WWSF that an agreement names. */
  wwsfIds(): Promise<readonly WwsfId[]>;
  identity(poolId: PoolId, impi: Impi): Promise<IdentityAt | undefined>;
  /** The pool that an impi was imported into. */
  poolOf(impi: Impi): Promise<PoolId | undefined>;
  assignment(assignmentId: AssignmentId): Promise<Assignment | undefined>;
  availability(poolId: PoolId): Promise<Availability | undefined>;
  /** Those of many pools, each as of its own lane's position. Pools that do not exist are missing. */
  availabilities(poolIds: readonly PoolId[]): Promise<ReadonlyMap<PoolId, Availability>>;
  /**
   * The identities of a pool that are in a state now, or all of them, after a place: the first `countMax`. In the order of `placeOf`.
   * Each page costs the same, however many identities come before it, and however few are in the state.
   */
  identities(
    poolId: PoolId,
    state: IdentityState | undefined,
    page: { readonly after: IdentityPlace | undefined; readonly countMax: number },
  ): Promise<readonly IdentityAt[]>;
  /** The minutes of `[from, until)` in which something happened, oldest first, at most `limit`. */
  activity(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<readonly ActivityMinute[]>;
}
