import { operatorId, wwsfId } from '@allocator/contracts';
import type { OperatorId, WwsfId } from '@allocator/domain';
import { z } from 'zod';

export const accessRoles = ['wwsf', 'ims-operator', 'ep-cscf', 'auditor', 'analyst'] as const;
/** What a token lets its bearer be. */
export type AccessRole = (typeof accessRoles)[number];

/** Who calls, as a verified token says it. */
export interface Caller {
  readonly roles: ReadonlySet<AccessRole>;
  /** The WWSF that it speaks for; null where it speaks for none. */
  readonly wwsfId: WwsfId | null;
  /** The IMS operator that it, or its eP-CSCF, speaks for; null where it speaks for none. */
  readonly operatorId: OperatorId | null;
  /** Whose requests are counted together. */
  readonly tenant: string;
}

/** Whoever calls while `AUTH=off`: every role, and every tenant. */
export const anybody: Caller = { roles: new Set(accessRoles), wwsfId: null, operatorId: null, tenant: 'anybody' };

/**
 * The claims that this service reads (RFC 9068 clause 2.2.3.1 for `roles`); what else a token has is other services'
 * business, and so are roles that are not known here.
 */
const claims = z.object({
  sub: z.string().optional(),
  client_id: z.string().optional(),
  roles: z.array(z.string()),
  wwsf_id: wwsfId.optional(),
  operator_id: operatorId.optional(),
});

/** Who the bearer of a token with these claims is; a text says why it is nobody. */
export function callerOf(payload: unknown): Caller | string {
  const parsed = claims.safeParse(payload);
  if (!parsed.success) return `the claim ${parsed.error.issues[0]?.path[0]?.toString() ?? ''} is not as it has to be`;
  const { sub, client_id, wwsf_id, operator_id } = parsed.data;
  const roles = new Set(accessRoles.filter((role) => parsed.data.roles.includes(role)));
  const isOperators = roles.has('ims-operator') || roles.has('ep-cscf');
  if (roles.has('wwsf') && wwsf_id === undefined) return 'the role wwsf needs the claim wwsf_id';
  if (isOperators && operator_id === undefined) return 'the roles ims-operator and ep-cscf need the claim operator_id';
  const wwsf = roles.has('wwsf') ? (wwsf_id ?? null) : null;
  const operator = isOperators ? (operator_id ?? null) : null;
  return { roles, wwsfId: wwsf, operatorId: operator, tenant: tenantOf(wwsf, operator, client_id ?? sub) };
}

function tenantOf(wwsf: WwsfId | null, operator: OperatorId | null, client: string | undefined): string {
  if (wwsf !== null) return `wwsf ${wwsf}`;
  if (operator !== null) return `operator ${operator}`;
  return `client ${client ?? ''}`;
}
