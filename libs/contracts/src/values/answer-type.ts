import type { z } from 'zod';

type ReadonlyDeep<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly ReadonlyDeep<Item>[]
      : { readonly [Member in keyof T]: ReadonlyDeep<T[Member]> };

/** The type of the answers that a schema describes. Builders return it, so that the compiler checks them against the published schema. */
export type AnswerType<Schema extends z.ZodType> = ReadonlyDeep<z.infer<Schema>>;
