import { operatorId, storableText, wwsfId } from '@allocator/contracts';
import type { OperatorId, WwsfId } from '@allocator/domain';
import { z } from 'zod';

export const accessRoles = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst'] as const;
/** An access role: what a token allows its bearer to do. */
export type AccessRole = (typeof accessRoles)[number];

/** Who may read the forecast of a pool, where it may see the pool. */
export const forecastReaders = ['wwsf', 'ims-operator', 'auditor', 'analyst'] as const satisfies readonly AccessRole[];

/** A caller, as its verified token describes it. */
export interface Caller {
  readonly roles: ReadonlySet<AccessRole>;
  /** The WWSF that it acts for; null if it acts for none. */
  readonly wwsfId: WwsfId | null;
  /** The IMS operator that it, or its eP-CSCF, acts for; null if it acts for none. */
  readonly operatorId: OperatorId | null;
  /** The person, or the client itself if no person takes part (`sub`, RFC 9068 clause 2.2). */
  readonly subject: string;
  /** The client application that the person uses (`client_id`); null if the token names none. */
  readonly client: string | null;
  /** Limits count the requests of a tenant together. */
  readonly tenant: string;
}

/** Every caller while `AUTH=off`: it has every role, and acts for every tenant. */
export const anyCaller: Caller = {
  roles: new Set(accessRoles),
  wwsfId: null,
  operatorId: null,
  subject: 'anybody',
  client: null,
  tenant: 'anybody',
};

/** Longest `sub` of OpenID Connect Core (clause 2), in characters. */
const nameCharsMax = 255;

/**
 * The claims that this service reads (RFC 9068 clause 2.2.3.1 for `roles`). Other claims, and unknown roles, are ignored: they
 * are meant for other services.
 */
const claims = z.object({
  sub: storableText(1, nameCharsMax),
  client_id: storableText(1, nameCharsMax).optional(),
  roles: z.array(z.string()),
  wwsf_id: wwsfId.optional(),
  operator_id: operatorId.optional(),
});

/** The bearer of a token with these claims, or the reason why the token is refused. */
export function callerOf(payload: Readonly<Record<string, unknown>>): Caller | string {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return faultOfClaim(payload, parsed.error.issues[0]?.path[0]?.toString() ?? '');
  const { sub, client_id, wwsf_id, operator_id } = parsed.data;
  const roles = new Set(accessRoles.filter((role) => parsed.data.roles.includes(role)));
  if (roles.has('wwsf') && wwsf_id === undefined) return 'missing claim `wwsf_id`: required by the role wwsf';
  if (isOperators(roles) && operator_id === undefined)
    return 'missing claim `operator_id`: required by the roles ims-operator and ep-cscf';
  const named = { subject: sub, client: client_id ?? null };
  return callerIn(roles, { wwsfId: wwsf_id ?? null, operatorId: operator_id ?? null, ...named });
}

function faultOfClaim(payload: Readonly<Record<string, unknown>>, claim: string): string {
  return `${payload[claim] === undefined ? 'missing' : 'invalid'} claim \`${claim}\``;
}

/**
 * The caller with only its granted roles; undefined if it has none of them. So a role that may read everything never widens a call
 * that another role grants.
 */
export function callerAs(caller: Caller, granted: readonly AccessRole[]): Caller | undefined {
  if (caller === anyCaller) return anyCaller;
  const roles = [...caller.roles].filter((role) => granted.includes(role));
  if (roles.length === 0) return undefined;
  return roles.length === caller.roles.size ? caller : callerIn(new Set(roles), caller);
}

type Named = Omit<Caller, 'roles' | 'tenant'>;

function callerIn(
  roles: ReadonlySet<AccessRole>,
  { wwsfId: wwsf, operatorId: operator, subject, client }: Named,
): Caller {
  const parties = { wwsfId: roles.has('wwsf') ? wwsf : null, operatorId: isOperators(roles) ? operator : null };
  return { roles, ...parties, subject, client, tenant: tenantOf(parties, client ?? subject) };
}

function isOperators(roles: ReadonlySet<AccessRole>): boolean {
  return roles.has('ims-operator') || roles.has('ep-cscf');
}

function tenantOf(
  { wwsfId: wwsf, operatorId: operator }: Pick<Caller, 'wwsfId' | 'operatorId'>,
  client: string,
): string {
  if (wwsf !== null) return `wwsf ${wwsf}`;
  if (operator !== null) return `operator ${operator}`;
  return `client ${client}`;
}
