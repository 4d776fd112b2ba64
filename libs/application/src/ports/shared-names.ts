import type { Impi, Instant, Lane, PoolId, Stock } from '@allocator/domain';

/** An identity that shares an alias with another one: version 0.1 accepted an address of record once for each of its schemes. */
export interface SharedName {
  readonly alias: string;
  readonly lane: Lane;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly stock: Stock;
  readonly other: {
    readonly poolId: PoolId;
    readonly impi: Impi;
    /** When the lease and the quarantine of the other one are over. */
    readonly assignableAt: Instant;
  };
  /** The other one is retired and drained: it has no holder and gets none. */
  readonly isOtherGone: boolean;
}

/** Shared names of version 0.1. Imports create no new ones. */
export interface SharedNames {
  /** Each pair twice, once for each of its identities; by alias. */
  all(): Promise<readonly SharedName[]>;
  /** The names that this identity shares. */
  of(poolId: PoolId, impi: Impi): Promise<readonly SharedName[]>;
}
