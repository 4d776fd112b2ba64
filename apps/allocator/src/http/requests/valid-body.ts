import { describeFaults, faultsOf } from '@allocator/contracts';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { ProblemError } from '../problems/problem-error.js';

/** A part of the request, with its schema of the contract. */
interface Part {
  readonly schema: z.ZodType;
  readonly read: (request: FastifyRequest) => unknown;
  /** For the problem's detail. */
  readonly place: 'body' | 'path' | 'query';
}

/**
 * Injects a part of the request, parsed with its schema. Throws `invalid-request` with every fault. It is no pipe: Nest awaits the
 * result of each, so a pipe costs a request several promises.
 */
const Valid = createParamDecorator(({ schema, read, place }: Part, context: ExecutionContext): unknown => {
  const value = read(context.switchToHttp().getRequest<FastifyRequest>());
  if (value instanceof Readable) throw new ProblemError('unsupported-media-type', { detail: 'send application/json' });
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed.error);
  throw new ProblemError('invalid-request', { detail: `${place}: ${describeFaults(errors)}`, errors });
});

/** Injects the JSON body, checked against its schema. */
export const ValidBody = (schema: z.ZodType): ParameterDecorator =>
  Valid({ schema, read: ({ body }) => body, place: 'body' });
/** Injects the query, checked against its schema. */
export const ValidQuery = (schema: z.ZodType): ParameterDecorator =>
  Valid({ schema, read: ({ query }) => query, place: 'query' });
/** Injects a parameter of the path, checked against its schema. */
export const ValidParam = (name: string, schema: z.ZodType): ParameterDecorator =>
  Valid({ schema, read: ({ params }) => (params as Readonly<Record<string, unknown>>)[name], place: 'path' });
