import type { Instant, PoolId } from '@allocator/domain';

/** What happened in one minute of one pool. */
export interface AnalyticsMinute {
  readonly minute: Instant;
  readonly assigned: number;
  /** Of the assignments, those to anonymous subjects. */
  readonly anonymous: number;
  readonly released: number;
  readonly expired: number;
  readonly refused: number;
  /** Assignments that ended: lapsed, or freed early. */
  readonly ended: number;
  /** Releases by WWSFs: hints that a user is gone. */
  readonly hinted: number;
  /** Indications of eP-CSCFs that freed an identity immediately. */
  readonly indicated: number;
  /** Sum of the seconds from the hints to the ends of their leases. */
  readonly wastedSeconds: number;
  /** Assignments that were open at its end. */
  readonly leased: number;
}

/** What happened in a pool in some time. */
export interface PoolDemand {
  readonly assigned: number;
  readonly refused: number;
  /** Assignments that ended: lapsed, or freed early. */
  readonly ended: number;
}

/** Assignments of identities that had a former holder, by how long they had lain idle. */
export interface ReuseBucket {
  /** Idle for less than this; null for the last one, which has no bound. */
  readonly belowSeconds: number | null;
  readonly assignments: number;
}

/** Queries of analysts, from the read models that the projector keeps. */
export interface AnalyticsQueries {
  /** The minutes of `[from, until)` in which something happened, in order. */
  minutes(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<readonly AnalyticsMinute[]>;
  /** What happened in each of these pools since then, also in those in which nothing did. */
  demands(poolIds: readonly PoolId[], from: Instant): Promise<ReadonlyMap<PoolId, PoolDemand>>;
  reuse(poolId: PoolId, from: Instant, until: Instant): Promise<readonly ReuseBucket[]>;
}
