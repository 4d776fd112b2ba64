import { type AccessRole, accessRoles } from './access-role.js';
import { sessionEndOf } from './session-end.js';
import type { Session } from './session.js';

/**
 * The session of an access token's bearer, by its claims. They are read without verifying the signature: the service verifies it at
 * each call, and the page shows nothing else. Throws if the token is not a JWT, or names no role.
 */
export function sessionOfToken(accessToken: string): Session {
  const claims = claimsOf(accessToken);
  const roles = new Set(accessRoles.filter((role) => isNamed(claims['roles'], role)));
  if (roles.size === 0) throw new Error('Your account has no role in this service: its access token names none.');
  return {
    roles,
    wwsfId: textOrNull(claims['wwsf_id']),
    operatorId: textOrNull(claims['operator_id']),
    subject: textOrNull(claims['sub']),
    accessToken,
    end: sessionEndOf(claims),
  };
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims === 'object' && claims !== null) return claims as Readonly<Record<string, unknown>>;
  } catch {
    // Not a JWT: below.
  }
  throw new Error('The provider has issued an access token that is not a JWT.');
}

function isNamed(roles: unknown, role: AccessRole): boolean {
  return Array.isArray(roles) && roles.includes(role);
}

function textOrNull(claim: unknown): string | null {
  return typeof claim === 'string' ? claim : null;
}
