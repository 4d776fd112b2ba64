import { Random as Seeded } from '@allocator/testing/simulation';

/** The same numbers for the same seed, in further shapes. */
export class Random extends Seeded {
  /** Whole, both ends included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as T);
  }

  /** An independent sequence, which the use of this one does not change. */
  fork(): Random {
    return new Random(this.below(2 ** 31));
  }
}
