import type { ProblemCode } from '@allocator/contracts';
import type { AccessRule } from '../access/access.js';
import { isLimitedRead } from '../limits/limit-reads.js';
import type { RouteLimits } from '../limits/limits.js';
import type { Operation } from './operation.js';

const codes: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate-limited', 'keys-unavailable'];

export const securitySchemes = {
  accessToken: {
    type: 'http' as const,
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'RFC 9068: claims `roles` (array), `wwsf_id`, `operator_id`',
  },
};

/** Access to a call as `/docs` describes it: the roles that may make it, and the answers to others. */
export interface DescribedAccess {
  readonly description?: string;
  /** One requirement per role: any of them suffices (OpenAPI 3.1, Security Requirement Object). None: no token is needed. */
  readonly security: NonNullable<Operation['security']>;
  readonly codes: readonly ProblemCode[];
}

export function describedAccess(
  access: AccessRule | undefined,
  method: string,
  limits: RouteLimits | undefined,
): DescribedAccess {
  if (access === undefined || access === 'anyone') return { security: [], codes: [] };
  return {
    description: `For: ${access.join(', ')}.`,
    security: access.map((role) => ({ accessToken: [role] })),
    codes: isLimitedRead(method.toUpperCase(), limits) ? [...codes, 'too-many-reads'] : codes,
  };
}
