import type { Instant, Lane, PoolId, Position } from '@allocator/domain';

/** The counts of `Availability`. */
export interface StateCounts {
  readonly assignable: number;
  readonly assigned: number;
  readonly held: number;
  readonly quarantined: number;
  readonly suspended: number;
}

/** Identities by state, by the database's clock. */
export interface PoolFigures {
  /** The first pools by id, with their counts. */
  readonly named: readonly ({ readonly poolId: PoolId } & StateCounts)[];
  /** Of all pools. */
  readonly sum: StateCounts;
  /** Pools that have identities. */
  readonly pools: number;
  /** Those of them without an assignable identity. */
  readonly exhausted: number;
}

export interface LaneFigures {
  readonly lane: Lane;
  readonly position: Position | 0;
  readonly isClosed: boolean;
  /** How long the earliest lapsed lease has waited for its `Expired`, in milliseconds; 0 if none waits. */
  readonly overdueMs: number;
  /** How far the read models are. */
  readonly projectedUpTo: Position | 0;
  /** The last signed checkpoint; undefined if there is none. */
  readonly checkpoint: { readonly position: Position; readonly time: Instant } | undefined;
  /** The database's clock, less this process's: the smallest difference that explains what both have shown. */
  readonly clockDifferenceMs: number;
}

/** Figures of the whole installation, from its store: every process reads the same, except the difference of the clocks. */
export interface InstallationFigures {
  /** @param namedMax largest number of pools with counts of their own */
  pools(namedMax: number): Promise<PoolFigures>;
  /** On Citus, lanes whose server does not answer are left out. */
  lanes(): Promise<readonly LaneFigures[]>;
}
