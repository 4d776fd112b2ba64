import type { ProblemCode } from '@allocator/contracts';
import { problem, problems } from '@allocator/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  readonly problems?: readonly ProblemCode[];
  readonly idempotencyKey?: 'required' | 'optional';
}

/** Says at `/docs` what a route takes and answers, from the same schemas that check it. */
export function Describe({
  summary,
  description = '',
  body,
  answers,
  problems: codes = [],
  idempotencyKey,
}: Described) {
  const decorators: MethodDecorator[] = [ApiOperation({ summary, description })];
  if (body !== undefined) decorators.push(ApiBody({ schema: openApiSchema(body) }));
  if (idempotencyKey !== undefined) {
    decorators.push(
      ApiHeader({
        name: 'Idempotency-Key',
        required: idempotencyKey === 'required',
        description: 'UUID of the command: sent again, it gets its first answer',
        schema: { type: 'string', format: 'uuid' },
      }),
    );
  }
  for (const [status, { description: meaning, schema }] of Object.entries(answers)) {
    const described = { status: Number(status), description: meaning };
    decorators.push(ApiResponse(schema === undefined ? described : { ...described, schema: openApiSchema(schema) }));
  }
  decorators.push(...problemResponses(['invalid-request', 'store-unavailable', ...codes]));
  return applyDecorators(...decorators);
}

/** One response a status: several codes can share one. */
function problemResponses(codes: readonly ProblemCode[]): MethodDecorator[] {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problems[code].status, [...(byStatus.get(problems[code].status) ?? []), code]);
  return [...byStatus].map(([status, sharing]) =>
    ApiResponse({
      status,
      description: sharing.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
      content: { 'application/problem+json': { schema: openApiSchema(problem) } },
    }),
  );
}

function openApiSchema(schema: z.ZodType): object {
  const {
    $schema: _,
    id: __,
    ...json
  } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Record<string, unknown>;
  return json;
}
