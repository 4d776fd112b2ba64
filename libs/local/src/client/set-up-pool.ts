import type { ServiceClient } from './service-client.js';

/** The client of the operator. */
type Operator = Pick<ServiceClient, 'must'>;

/** Terms of an operator, an agreement and a pool, as the requests carry them. */
export interface PoolTerms {
  readonly operatorId: string;
  readonly profile: object;
  readonly agreementId: string;
  readonly agreement: {
    readonly wwsfId: string;
    readonly securityLifetimeSeconds: number;
    readonly quarantineSeconds: number;
    readonly minTokenLifetimeSeconds?: number;
  };
  readonly poolId: string;
  readonly policy?: object;
}

/** Registrations of at most one second and a guard of one second: the profile of a quick test. */
export function shortProfile(guard: { readonly tokenLeewaySeconds?: number; readonly clockSkewSeconds?: number } = {}) {
  return {
    maxRegistrationSeconds: 1,
    registrationModel: 'outlives-token',
    guard: { tokenLeewaySeconds: 1, clockSkewSeconds: 0, inFlightSeconds: 0, purgeDelaySeconds: 0, ...guard },
    indications: 'accepted',
  };
}

/** Sets the terms as the operator, imports CSV rows, and returns the lane of the pool. Repeated, it changes nothing. */
export async function setUpPool(
  operator: Operator,
  { operatorId, profile, agreementId, agreement, poolId, policy }: PoolTerms,
  rows: readonly string[],
): Promise<number> {
  const put = (path: string, body: object) => operator.must({ method: 'PUT', path, body });
  await put(`/v1/operators/${operatorId}`, profile);
  await put(`/v1/agreements/${agreementId}`, {
    operatorId,
    minTokenLifetimeSeconds: 1,
    status: 'active',
    ...agreement,
  });
  const { lane } = await put(`/v1/pools/${poolId}`, {
    agreementId,
    anonymous: 'allowed',
    repeatSubject: 'another',
    ...policy,
  });
  if (rows.length > 0) await importRows(operator, poolId, rows);
  return lane as number;
}

/** Imports CSV rows (`impi,impu[,impu...]`) and returns how many were new; throws if one of them is rejected. */
export async function importRows(operator: Operator, poolId: string, rows: readonly string[]): Promise<number> {
  const { received, imported, rejected } = await operator.must({
    method: 'POST',
    path: `/v1/pools/${poolId}/identities`,
    body: rows.map((row) => `${row}\n`).join(''),
    headers: { 'content-type': 'text/csv' },
  });
  if ((rejected as readonly object[]).length > 0 || received !== rows.length)
    throw new Error(`${poolId}: ${String(received)} rows received, rejected: ${JSON.stringify(rejected)}`);
  return imported as number;
}

/** CSV rows of so many subscriptions, named after their pool. */
export function sampleRows(poolId: string, domain: string, count: number, first = 1): string[] {
  return Array.from({ length: count }, (_, index) => {
    const user = `${poolId}-${String(first + index).padStart(3, '0')}`;
    return `${user}@ims.${domain},sip:${user}@${domain}`;
  });
}
