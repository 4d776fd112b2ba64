import { type AccessRole, accessRoles } from './caller.js';

const anyone = 'anyone';
const all: readonly AccessRole[] = accessRoles;
/** Who plans with pools, or reads of them: an eP-CSCF does not. */
const readers: readonly AccessRole[] = ['wwsf', 'ims-operator', 'auditor', 'analyst'];

/**
 * Who may call what: the one place that says so, and docs/access.md says the same. A route that is missing here is
 * nobody's, and refused. Of what a role may call, a tenant sees its own alone: see `tenancy.ts`.
 */
const routes: Readonly<Record<string, typeof anyone | readonly AccessRole[]>> = {
  'PUT /v1/operators/:operatorId': ['ims-operator'],
  'GET /v1/operators/:operatorId/feasibility': ['ims-operator'],
  'PUT /v1/agreements/:agreementId': ['ims-operator'],
  'PUT /v1/pools/:poolId': ['ims-operator'],
  'POST /v1/pools/:poolId/identities': ['ims-operator'],
  'GET /v1/pools/:poolId/identities/:impi': all,
  'POST /v1/pools/:poolId/identities/:impi/suspend': ['ims-operator'],
  'POST /v1/pools/:poolId/identities/:impi/resume': ['ims-operator'],
  'POST /v1/pools/:poolId/identities/:impi/retire': ['ims-operator'],
  'POST /v1/pools/:poolId/identities/:impi/revoke': ['ims-operator'],
  'GET /v1/pools/:poolId/availability': all,
  'GET /v1/pools/:poolId/activity': all,
  'POST /v1/pools/:poolId/assignments': ['wwsf'],
  'POST /v1/pools/:poolId/assignment-batches': ['wwsf'],
  'GET /v1/assignments/:assignmentId': ['wwsf'],
  'POST /v1/assignments/:assignmentId/release': ['wwsf'],
  'POST /v1/assignments/:assignmentId/prolong': ['wwsf'],
  'POST /v1/indications': ['ep-cscf'],
  'POST /v1/pools/:poolId/erasures': ['wwsf'],
  'GET /v1/audit/holders': ['auditor'],
  'GET /v1/audit/identities/:impi/timeline': ['auditor'],
  'POST /v1/audit/subject-searches': ['auditor'],
  'GET /v1/audit/reads': ['auditor'],
  'PUT /v1/audit/subjects/:subjectId/legal-hold': ['auditor'],
  'DELETE /v1/audit/subjects/:subjectId/legal-hold': ['auditor'],
  'GET /v1/events': ['auditor', 'analyst'],
  'GET /v1/analytics/pools/:poolId': readers,
  'GET /v1/analytics/pools/:poolId/forecast': readers,
  'GET /v1/lanes': ['auditor', 'analyst'],
  'GET /v1/checkpoints': ['auditor', 'analyst'],
  'GET /v1/checkpoints/keys': anyone,
  'GET /v1/schemas/:type/:version': anyone,
  'GET /health/live': anyone,
  'GET /health/ready': anyone,
  'GET /docs': anyone,
  'GET /docs/*': anyone,
  'GET /docs-json': anyone,
  'GET /docs-yaml': anyone,
};

/** @param path as the route was registered: `/v1/pools/:poolId`; undefined: it is nobody's */
export function whoMayCall(method: string, path: string): typeof anyone | readonly AccessRole[] | undefined {
  const file = path.startsWith('/docs/') ? '/docs/*' : path;
  return routes[`${method === 'HEAD' ? 'GET' : method} ${file}`];
}
