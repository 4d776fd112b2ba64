import { describeFaults, faultsOf } from '@allocator/contracts';
import type { PipeTransform } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { ProblemError } from '../problems/problem-error.js';

/** Parses a body, parameter or query with its schema from the contracts; what is wrong with it becomes a problem. */
export class Validated<T> implements PipeTransform<unknown, T> {
  constructor(
    private readonly schema: z.ZodType<T>,
    /** Where the value stands, for the problem's detail. */
    private readonly place: 'body' | 'path' | 'query' = 'body',
  ) {}

  transform(value: unknown): T {
    if (value instanceof Readable)
      throw new ProblemError('unsupported-media-type', { detail: 'send application/json' });
    const parsed = this.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const errors = faultsOf(parsed.error);
    throw new ProblemError('invalid-request', { detail: `${this.place}: ${describeFaults(errors)}`, errors });
  }
}
