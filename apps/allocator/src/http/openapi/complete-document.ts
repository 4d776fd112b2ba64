import type { ProblemCode } from '@allocator/contracts';
import {
  agreementId,
  assignmentId,
  impi,
  jsonDepthMax,
  jsonValuesMax,
  operatorId,
  poolId,
  subjectId,
} from '@allocator/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { accessExtension } from '../access/access.js';
import type { AccessRule } from '../access/access.js';
import { bodyBytesMaxOf } from '../limits/limit-bodies.js';
import { limitsExtension } from '../limits/limits.js';
import type { RouteLimits } from '../limits/limits.js';
import { contractExtension } from './describe.js';
import type { DescribedContract } from './describe.js';
import { describedAccess, securitySchemes } from './described-access.js';
import { namedSchemas, openApiSchema } from './openapi-schema.js';
import type { Operation, Parameter, RequestBody } from './operation.js';
import { problemAnswers, problemExamples } from './problem-answers.js';

const pathParameters: Record<string, z.ZodType> = {
  agreementId,
  assignmentId,
  impi,
  operatorId,
  poolId,
  subjectId,
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

type DescribedOperation = Operation & {
  [contractExtension]: DescribedContract;
  [accessExtension]?: AccessRule;
  [limitsExtension]?: RouteLimits;
};

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;
/** Problems of any request. */
const everywhere: readonly ProblemCode[] = ['headers-too-large', 'request-timeout', 'internal-error'];
/** Problems of any request with a body, also where the call expects none. */
const withBody: readonly ProblemCode[] = ['invalid-request', 'payload-too-large', 'unsupported-media-type'];
/** Problems of a path with a parameter: it can be too long. */
const withParameter: readonly ProblemCode[] = ['invalid-request'];

/** Adds what Nest cannot derive: bodies and answers, access, and the parameters in paths, whose types do not exist at run time. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const described = methods.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [[method, completedOperation(operation, method, path)] as const];
    });
    return [path, { ...item, ...Object.fromEntries(described) }] as const;
  });
  // All schemas are known only now.
  const components = {
    ...document.components,
    schemas: sorted(namedSchemas),
    examples: sorted(problemExamples),
    securitySchemes,
  };
  return { ...document, paths: Object.fromEntries(paths), components };
}

function completedOperation(operation: Operation, method: string, path: string): Operation {
  const {
    [contractExtension]: contract,
    [accessExtension]: rule,
    [limitsExtension]: limits,
    requestBody: _,
    ...own
  } = operation as DescribedOperation;
  const access = describedAccess(rule, method, limits);
  const codes = [
    ...contract.codes,
    ...everywhere,
    ...access.codes,
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
    ...(contract.requestBody === undefined ? {} : { requestBody: withLimits(contract.requestBody, limits) }),
    responses: sorted({ ...problemAnswers(codes, contract.kind), ...contract.answers }),
  };
}

/** Size limits of a JSON body. Imports are streamed and have limits per row. */
function withLimits(requestBody: RequestBody, limits: RouteLimits | undefined): RequestBody {
  if (!Object.hasOwn(requestBody.content, 'application/json')) return requestBody;
  const description =
    `At most ${String(bodyBytesMaxOf(limits))} bytes (\`payload-too-large\`), ${String(jsonDepthMax)} levels of arrays and objects, and ` +
    `${String(jsonValuesMax)} members and items (\`invalid-request\`); no \`Content-Encoding\``;
  return { description, ...requestBody };
}

function parametersOf(path: string): Parameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = pathParameters[name];
    if (schema === undefined) throw new Error(`no schema for the parameter ${name} of ${path}`);
    return { name, in: 'path', required: true, schema: openApiSchema(schema) };
  });
}

function sorted<T>(members: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));
}
