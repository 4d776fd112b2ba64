import type { ProblemCode } from '@allocator/contracts';
import { problems } from '@allocator/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { whoMayCall } from './who-may-call.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;
const codes: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate-limited', 'keys-unavailable'];

/** What `/docs` says of access: which roles may make a call, and what the others are answered. */
export function withAccess(document: OpenAPIObject, problemContent: object): OpenAPIObject {
  const paths = Object.entries(document.paths).map(([path, item]): [string, PathItem] => {
    const described = methods.flatMap((method) => {
      const operation = item[method];
      const roles = whoMayCall(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
      if (operation === undefined || roles === undefined || roles === 'anyone') return [];
      return [[method, withRoles(operation, roles, problemContent)] as const];
    });
    return [path, { ...item, ...Object.fromEntries(described) }];
  });
  const securitySchemes = {
    accessToken: {
      type: 'http' as const,
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'RFC 9068: claims `roles` (array), `wwsf_id`, `operator_id`',
    },
  };
  return { ...document, paths: Object.fromEntries(paths), components: { ...document.components, securitySchemes } };
}

function withRoles(operation: Operation, roles: readonly string[], problemContent: object): Operation {
  const responses = { ...operation.responses } as Record<string, { description: string; content?: object }>;
  for (const code of codes) {
    const { status, title } = problems[code];
    const others = responses[status]?.description;
    const own = `\`${code}\`: ${title}`;
    responses[status] = {
      description: others === undefined ? own : `${others}\n\n${own}`,
      content: { 'application/problem+json': { schema: problemContent } },
    };
  }
  return {
    ...operation,
    description: [operation.description, `For: ${roles.join(', ')}.`].filter((text) => text).join('\n\n'),
    security: [{ accessToken: [] }],
    responses: responses as Operation['responses'],
  };
}
