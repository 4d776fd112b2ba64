import type { AccessRole } from './access-role.js';
import { type LimitedPath, readersOf } from './readers-of.js';

const names: Readonly<Record<AccessRole, string>> = {
  wwsf: 'WWSFs',
  'ims-operator': 'IMS operators',
  'ep-cscf': 'eP-CSCFs',
  auditor: 'auditors',
  analyst: 'analysts',
};

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/**
 * The sentence in place of what the user's role may not read, with the roles that may.
 * @param what `the forecast of a pool`
 */
export function notForRoleText(what: string, path: LimitedPath): string {
  return `Your role does not read ${what}: ${list.format(readersOf[path].map((role) => names[role]))} do.`;
}
