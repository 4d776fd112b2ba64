import { Random as Seeded } from '@allocator/testing';

/** Numbers that are the same for the same seed, in the shapes that chaos asks for. */
export class Random extends Seeded {
  /** Whole, both ends included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.below(left.length), 1)[0] as T);
  }

  /** One of its own, so that how often it is asked changes nothing for the others. */
  fork(): Random {
    return new Random(this.below(2 ** 31));
  }
}
