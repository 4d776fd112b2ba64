import type { TokenOf } from './local-issuer.js';

/** Who one can sign in as. */
export interface LocalCaller {
  readonly id: string;
  readonly title: string;
  readonly of: TokenOf;
}

/** Access roles with the tenants of the sample data. */
export const localCallers: readonly LocalCaller[] = [
  { id: 'op-a', title: 'IMS operator op-a', of: { roles: ['ims-operator'], operatorId: 'op-a' } },
  { id: 'wwsf-a', title: 'WWSF wwsf-a', of: { roles: ['wwsf'], wwsfId: 'wwsf-a' } },
  { id: 'wwsf-b', title: 'WWSF wwsf-b', of: { roles: ['wwsf'], wwsfId: 'wwsf-b' } },
  { id: 'ep-cscf-a', title: 'eP-CSCF of op-a', of: { roles: ['ep-cscf'], operatorId: 'op-a' } },
  { id: 'auditor', title: 'Auditor', of: { roles: ['auditor'] } },
  { id: 'analyst', title: 'Analyst', of: { roles: ['analyst'] } },
];
