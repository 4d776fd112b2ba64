import type { ProblemCode } from '@allocator/contracts';
import { isLimitedRead } from '../limits/limit-reads.js';
import { whoMayCall } from '../access/who-may-call.js';

const codes: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate-limited', 'keys-unavailable'];

export const securitySchemes = {
  accessToken: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'RFC 9068: claims `roles` (array), `wwsf_id`, `operator_id`',
  },
};

/** What `/docs` says of access to a call: which roles may make it, and what the others are answered. */
export interface DescribedAccess {
  readonly description?: string;
  /** One requirement a role: any of them will do (OpenAPI 3.1, Security Requirement Object). None: no token is needed. */
  readonly security: readonly { readonly accessToken: readonly string[] }[];
  readonly codes: readonly ProblemCode[];
}

/** @param path as OpenAPI has it: `/v1/pools/{poolId}` */
export function accessOf(method: string, path: string): DescribedAccess {
  const route = routeOf(path);
  const roles = whoMayCall(method.toUpperCase(), route);
  if (roles === undefined || roles === 'anyone') return { security: [], codes: [] };
  return {
    description: `For: ${roles.join(', ')}.`,
    security: roles.map((role) => ({ accessToken: [role] })),
    codes: isLimitedRead(method.toUpperCase(), route) ? [...codes, 'too-many-reads'] : codes,
  };
}

/** The path as its route is registered: `/v1/pools/:poolId`. */
export function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
