import type { Identity, Instant, Lane, OperatorId, OperatorProfile, PoolId, RecordedEvent } from '@allocator/domain';

/** An identity that is lent, with the events of the assignment before. */
export interface LentOn {
  readonly identity: Identity;
  readonly former: readonly RecordedEvent[];
}

/** What it takes to find identities that were lent on before their terms were raised. */
export interface ExposureQueries {
  /** The operator's profiles, rising, the latest of them. */
  profiles(operatorId: OperatorId): Promise<readonly OperatorProfile[]>;
  /** The operator's pools, each with its lane's time. */
  poolsOf(
    operatorId: OperatorId,
  ): Promise<readonly { readonly lane: Lane; readonly poolId: PoolId; readonly now: Instant }[]>;
  /** Identities with an open lease that was made after an instant and is not their first; by number, after a number. */
  lentOn(wanted: {
    readonly lane: Lane;
    readonly poolId: PoolId;
    readonly assignedAfter: Instant;
    readonly after: number;
    readonly countMax: number;
  }): Promise<readonly LentOn[]>;
}
