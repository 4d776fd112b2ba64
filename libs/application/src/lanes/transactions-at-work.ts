/** A flood's transaction has commands of tenants with much work alone, in lanes that no other tenant uses; all others are shared. */
export type TransactionKind = 'flood' | 'shared';

/** The transactions of several lanes that are in progress, except those that take too long: a lock that holds one up must not hold up the others. */
export class TransactionsAtWork {
  private readonly counts: Record<TransactionKind, number> = { flood: 0, shared: 0 };
  /** Commands and lapses in them. */
  size = 0;

  /** @param msMax longest time for which a transaction counts. `ended` is called when one ends, or counts no more */
  constructor(
    private readonly msMax: number,
    private readonly ended: () => void,
  ) {}

  get count(): number {
    return this.counts.flood + this.counts.shared;
  }

  has(kind: TransactionKind): boolean {
    return this.counts[kind] > 0;
  }

  /** Counts a transaction until the returned function is called, or for the longest time. */
  begin(kind: TransactionKind, size: number): () => void {
    let counts = 1;
    this.counts[kind]++;
    this.size += size;
    const end = (): void => {
      clearTimeout(timeout);
      this.counts[kind] -= counts;
      this.size -= counts * size;
      counts = 0;
      this.ended();
    };
    const timeout = setTimeout(end, this.msMax);
    return end;
  }
}
