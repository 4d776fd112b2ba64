import type { Identity, Instant, Lane, OperatorId, OperatorProfile, PoolId, RecordedEvent } from '@allocator/domain';

/** An assigned identity, with the events of its former assignment. */
export interface Reassigned {
  readonly identity: Identity;
  readonly former: readonly RecordedEvent[];
}

/** Reads identities that were assigned again before their terms were raised. */
export interface ExposureQueries {
  /** The latest versions of the operator's profile, in rising order. */
  profiles(operatorId: OperatorId): Promise<readonly OperatorProfile[]>;
  /** The operator's pools, each with its lane's time. */
  poolsOf(
    operatorId: OperatorId,
  ): Promise<readonly { readonly lane: Lane; readonly poolId: PoolId; readonly now: Instant }[]>;
  /** Identities whose open lease began after an instant and is not their first; by number, after a number. */
  reassigned(wanted: {
    readonly lane: Lane;
    readonly poolId: PoolId;
    readonly assignedAfter: Instant;
    readonly after: number;
    readonly countMax: number;
  }): Promise<readonly Reassigned[]>;
}
