import { describeFaults, faultsOf } from '@allocator/contracts';
import { Body, Param, Query } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { ProblemError } from '../problems/problem-error.js';

/** Parses a body, parameter or query with its schema of the contract. Throws `invalid-request` with every fault. */
class Validated<T> implements PipeTransform<unknown, T> {
  constructor(
    private readonly schema: z.ZodType<T>,
    /** The part of the request, for the problem's detail. */
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

/** Injects the JSON body, checked against its schema. */
export const ValidBody = (schema: z.ZodType): ParameterDecorator => Body(new Validated(schema));
/** Injects the query, checked against its schema. */
export const ValidQuery = (schema: z.ZodType): ParameterDecorator => Query(new Validated(schema, 'query'));
/** Injects a parameter of the path, checked against its schema. */
export const ValidParam = (name: string, schema: z.ZodType): ParameterDecorator =>
  Param(name, new Validated(schema, 'path'));
