import type { ProblemCode } from '@allocator/contracts';
import {
  agreementId,
  assignmentId,
  impi,
  operatorId,
  poolId,
  problem,
  problems,
  subjectId,
} from '@allocator/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { withAccess } from '../../access/describe-access.js';

interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  readonly problems?: readonly ProblemCode[];
  readonly idempotencyKey?: 'required' | 'optional';
}

/** Says at `/docs` what a route takes and answers, from the same schemas that check it. */
export function Describe({
  summary,
  description = '',
  body,
  query,
  answers,
  problems: particular = [],
  idempotencyKey,
}: Described) {
  const decorators: MethodDecorator[] = [ApiOperation({ summary, description })];
  const codes: ProblemCode[] = ['invalid-request', 'store-unavailable', ...particular];
  if (body !== undefined) {
    decorators.push(ApiBody({ schema: openApiSchema(body) }));
    codes.push('payload-too-large', 'unsupported-media-type');
  }
  if (query !== undefined) decorators.push(...queryParameters(query));
  if (idempotencyKey === 'required') codes.push('idempotency-key-required');
  if (idempotencyKey !== undefined) codes.push('idempotency-key-invalid');
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
  decorators.push(...problemResponses(codes));
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

function queryParameters(query: z.ZodObject): MethodDecorator[] {
  return Object.entries<z.ZodType>(query.shape).map(([name, schema]) =>
    ApiQuery({ name, required: !z.safeParse(schema, undefined).success, schema: openApiSchema(schema) }),
  );
}

/** Every named schema that a route uses, for `components`: a reference in an OpenAPI document starts at its root. */
const named: Record<string, object> = {};

function openApiSchema(schema: z.ZodType): object {
  const {
    $schema: _,
    id: __,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Record<string, unknown>;
  for (const [name, { id: ___, ...definition }] of Object.entries($defs as Record<string, { id?: string }>)) {
    named[name] = fromRoot(definition);
  }
  return fromRoot(json);
}

function fromRoot(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as object;
}

const pathParameters: Record<string, z.ZodType> = { agreementId, assignmentId, impi, operatorId, poolId, subjectId };

/** What Nest cannot see: the named schemas, and parameters in paths, whose types leave nothing at run time. */
export function completed(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => {
      const schema = pathParameters[name];
      return schema === undefined ? [] : [{ name, in: 'path' as const, required: true, schema: openApiSchema(schema) }];
    });
    return [path, parameters.length === 0 ? item : { ...item, parameters }] as const;
  });
  const withPaths = withAccess({ ...document, paths: Object.fromEntries(paths) }, openApiSchema(problem));
  return { ...withPaths, components: { ...withPaths.components, schemas: { ...named } } };
}
