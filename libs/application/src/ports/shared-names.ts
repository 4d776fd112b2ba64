import type { Impi, Instant, Lane, PoolId, Stock } from '@allocator/domain';

/** An identity that has an alias together with another one: version 0.1 took an address of record once by each of its schemes. */
export interface SharedName {
  readonly alias: string;
  readonly lane: Lane;
  readonly poolId: PoolId;
  readonly impi: Impi;
  readonly stock: Stock;
  readonly other: {
    readonly poolId: PoolId;
    readonly impi: Impi;
    /** When the other one's holder, and the quarantine, are over. */
    readonly assignableAt: Instant;
  };
  /** The other one is retired and drained: it has no holder and gets none. */
  readonly isOtherGone: boolean;
}

/** No import makes new ones, so that there are fewer and fewer. */
export interface SharedNames {
  /** Each pair from both its sides, by alias. */
  all(): Promise<readonly SharedName[]>;
  /** The names that this identity shares. */
  of(poolId: PoolId, impi: Impi): Promise<readonly SharedName[]>;
}
