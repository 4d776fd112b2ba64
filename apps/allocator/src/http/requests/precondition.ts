import { entityTags, versionsIn } from '@allocator/contracts';
import type { NamedVersions, TermsPrecondition } from '@allocator/domain';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

type Headers = FastifyRequest['headers'];

/** Injects what `If-Match` and `If-None-Match` of a write expect of the resource (RFC 9110 clause 13.1). Throws `invalid-request`. */
export const Precondition = createParamDecorator((_: unknown, context: ExecutionContext): TermsPrecondition => {
  const headers = headersOf(context);
  return {
    match: namedIn(headers, 'if-match', 'strong'),
    noneMatch: namedIn(headers, 'if-none-match', 'weak'),
  };
});

/** Injects the versions that a reader has, by `If-None-Match`; undefined without the header. Throws `invalid-request`. */
export const KnownVersions = createParamDecorator((_: unknown, context: ExecutionContext): NamedVersions | undefined =>
  namedIn(headersOf(context), 'if-none-match', 'weak'),
);

function headersOf(context: ExecutionContext): Headers {
  return context.switchToHttp().getRequest<FastifyRequest>().headers;
}

function namedIn(
  headers: Headers,
  name: 'if-match' | 'if-none-match',
  comparison: 'strong' | 'weak',
): NamedVersions | undefined {
  const { [name]: given } = headers;
  if (given === undefined) return undefined;
  const parsed = entityTags.safeParse(given);
  if (parsed.success) return versionsIn(parsed.data, comparison);
  throw new ProblemError('invalid-request', { detail: `${name}: ${parsed.error.issues[0]?.message ?? 'is invalid'}` });
}
