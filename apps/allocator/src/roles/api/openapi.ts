import type { ProblemCode } from '@allocator/contracts';
import {
  agreementId,
  assignmentId,
  commandId,
  impi,
  jsonDepthMax,
  jsonValuesMax,
  operatorId,
  poolId,
  subjectId,
} from '@allocator/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiHeader, ApiOperation, ApiQuery } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { accessOf, routeOf, securitySchemes } from '../../access/describe-access.js';
import { bodyBytesMaxOf } from '../../body-limits.js';
import type { CallKind } from './openapi-problems.js';
import { problemAnswers, problemExamples } from './openapi-problems.js';
import { namedSchemas, openApiExample, openApiSchema } from './openapi-schema.js';

type Json = Record<string, unknown>;
/** By media type, as OpenAPI has it: for what is not JSON. */
type Content = Readonly<Record<string, { readonly schema: object; readonly example: unknown }>>;
type Body = z.ZodType | Content;

interface Answer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Instead of a schema. */
  readonly content?: Content;
}

interface Described {
  readonly summary: string;
  readonly description?: string;
  readonly body?: Body;
  readonly query?: z.ZodObject;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly problems?: readonly ProblemCode[];
  readonly idempotencyKey?: 'required' | 'optional';
  /** It takes nothing that could be wrong, and the database has no part in its answer as a problem. */
  readonly storeless?: boolean;
}

/** What a route has said of itself, until the document is completed. */
interface Contract {
  readonly requestBody?: Json;
  readonly answers: Readonly<Record<string, Json>>;
  readonly codes: readonly ProblemCode[];
  readonly kind: CallKind;
}

const extension = 'x-contract';

/** Says at `/docs` what a route takes and answers, from the same schemas that check it. */
export function Describe(described: Described) {
  const { summary, description = '', body, query, answers, idempotencyKey } = described;
  const contract: Contract = {
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    answers: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answered(answer)])),
    codes: codesOf(described),
    kind: idempotencyKey === undefined ? 'other' : 'command',
  };
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiExtension(extension, contract),
    ...(query === undefined ? [] : queryParameters(query)),
    ...(idempotencyKey === undefined ? [] : [keyHeader(idempotencyKey)]),
  );
}

function answered({ description, schema, content }: Answer): Json {
  const body = schema ?? content;
  return body === undefined ? { description } : { description, content: contentOf(body) };
}

function codesOf({ problems = [], idempotencyKey, storeless = false }: Described): readonly ProblemCode[] {
  const codes: ProblemCode[] = storeless ? [...problems] : ['invalid-request', 'store-unavailable', ...problems];
  if (idempotencyKey === 'required') codes.push('idempotency-key-required');
  if (idempotencyKey !== undefined) codes.push('idempotency-key-invalid');
  return codes;
}

function contentOf(body: Body): object {
  if (!(body instanceof z.ZodType)) return body;
  return { 'application/json': { schema: openApiSchema(body), example: openApiExample(body) } };
}

function queryParameters(query: z.ZodObject): MethodDecorator[] {
  return Object.entries<z.ZodType>(query.shape).map(([name, schema]) =>
    ApiQuery({ name, required: !z.safeParse(schema, undefined).success, schema: openApiSchema(schema) }),
  );
}

function keyHeader(need: 'required' | 'optional'): MethodDecorator {
  // Without its format: a client that openapi-python-client generates fails to put a value of the format `uuid` into a header.
  const { format: _, ...schema } = openApiSchema(commandId);
  return ApiHeader({
    name: 'Idempotency-Key',
    required: need === 'required',
    description: 'UUID of the command: sent again, it gets its first answer',
    schema,
  });
}

const pathParameters: Record<string, z.ZodType> = {
  ...{ agreementId, assignmentId, impi, operatorId, poolId, subjectId },
  type: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'Type of an event', examples: ['Assigned'] }),
  version: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'Version of its schema', examples: ['1'] }),
};

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Components = NonNullable<OpenAPIObject['components']>;

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;
/** Any request can meet these, whatever it asks. */
const everywhere: readonly ProblemCode[] = ['headers-too-large', 'request-timeout', 'internal-error'];
/** Any request with a body can, whether or not the call takes one. */
const withBody: readonly ProblemCode[] = ['invalid-request', 'payload-too-large', 'unsupported-media-type'];
/** A parameter in a path can be longer than any is read. */
const withParameter: readonly ProblemCode[] = ['invalid-request'];

/** What Nest cannot see: bodies and answers, who may call, and parameters in paths, whose types leave nothing at run time. */
export function completed(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const described = methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [[method, completedOperation(operation, method, path)] as const];
    });
    return [path, { ...item, ...Object.fromEntries(described) }] as const;
  });
  // Only now are all schemas known.
  const components = {
    ...document.components,
    schemas: sorted(namedSchemas),
    examples: sorted(problemExamples),
    securitySchemes,
  } as Components;
  return { ...document, paths: Object.fromEntries(paths), components };
}

function completedOperation(operation: Operation, method: string, path: string): Operation {
  const { [extension]: contract, requestBody: _, ...own } = operation as Operation & { [extension]: Contract };
  const access = accessOf(method, path);
  const codes = [
    ...[...contract.codes, ...everywhere, ...access.codes],
    ...(method === 'get' ? [] : withBody),
    ...(path.includes('{') ? withParameter : []),
  ];
  const description = [own.description, access.description].filter((text) => text).join('\n\n');
  return {
    ...own,
    ...(description === '' ? {} : { description }),
    security: access.security,
    parameters: [
      ...parametersOf(path),
      ...(own.parameters ?? []).filter((given) => !('in' in given) || given.in !== 'path'),
    ],
    ...(contract.requestBody === undefined ? {} : { requestBody: withLimits(contract.requestBody, method, path) }),
    responses: sorted({ ...problemAnswers(codes, contract.kind), ...contract.answers }),
  } as unknown as Operation;
}

/** How large a JSON body may be; an import is streamed, and has limits a row. */
function withLimits(requestBody: Json, method: string, path: string): Json {
  if (!Object.hasOwn(requestBody['content'] as object, 'application/json')) return requestBody;
  const bytesMax = bodyBytesMaxOf(method.toUpperCase(), routeOf(path));
  const description =
    `At most ${String(bytesMax)} bytes (\`payload-too-large\`), ${String(jsonDepthMax)} levels of arrays and objects, and ` +
    `${String(jsonValuesMax)} members and items (\`invalid-request\`); no \`Content-Encoding\``;
  return { description, ...requestBody };
}

function parametersOf(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = pathParameters[name];
    if (schema === undefined) throw new Error(`nothing is known of the parameter ${name} of ${path}`);
    return { name, in: 'path', required: true, schema: openApiSchema(schema) };
  });
}

function sorted(members: Json): Json {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
