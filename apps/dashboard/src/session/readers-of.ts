import type { AccessRole } from './access-role.js';

/** Which roles the service answers (docs/access.md), for paths that not every role may read. */
export const readersOf = {
  '/v1/agreements/{agreementId}': ['wwsf', 'ims-operator', 'auditor', 'analyst'],
  '/v1/operators/{operatorId}': ['ims-operator', 'ep-cscf', 'auditor', 'analyst'],
  '/v1/analytics/pools/{poolId}/forecast': ['wwsf', 'ims-operator', 'auditor', 'analyst'],
  '/v1/events': ['wwsf', 'ims-operator', 'auditor', 'analyst'],
  '/v1/audit/identities/{impi}/timeline': ['auditor'],
} as const satisfies Readonly<Record<string, readonly AccessRole[]>>;

export type LimitedPath = keyof typeof readersOf;
