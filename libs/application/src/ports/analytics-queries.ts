import type { Instant, PoolId } from '@allocator/domain';

/** What happened in one minute of one pool. */
export interface AnalyticsMinute {
  readonly minute: Instant;
  readonly assigned: number;
  /** Of those, to subjects whom nobody can recognise. */
  readonly anonymous: number;
  readonly released: number;
  readonly expired: number;
  readonly refused: number;
  /** Assignments that ended: lapsed, or freed early. */
  readonly ended: number;
  /** WWSFs' hints that a user is gone. */
  readonly hinted: number;
  /** The eP-CSCF's words that freed at once. */
  readonly indicated: number;
  /** From those hints to the bounds, together. */
  readonly wastedSeconds: number;
  /** Assignments that were open at its end. */
  readonly leased: number;
}

/** Assignments of identities that had a former holder, by how long they had lain idle. */
export interface ReuseBucket {
  /** Idle for less than this; null for the last one, which has no bound. */
  readonly belowSeconds: number | null;
  readonly assignments: number;
}

/** What analysts ask of the read models that the projector makes of the stream. */
export interface AnalyticsQueries {
  /** Minutes in which something happened, from one instant, before another, in order. */
  minutes(poolId: PoolId, from: Instant, until: Instant, limit: number): Promise<readonly AnalyticsMinute[]>;
  reuse(poolId: PoolId, from: Instant, until: Instant): Promise<readonly ReuseBucket[]>;
}
