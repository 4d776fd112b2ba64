import type { LocalIssuer } from '../service/local-issuer.js';
import type { Service } from './service.js';
import { operatorId, plans, wwsfIdOf } from './set-up.js';

/** The service as each of those sees it who take part in the demo. */
export interface Callers {
  readonly operator: Service;
  readonly wwsfs: ReadonlyMap<string, Service>;
  readonly epCscf: Service;
  readonly auditor: Service;
}

export async function callersOf(service: Service, issuer: LocalIssuer): Promise<Callers> {
  const wwsfs = plans.map(async (plan): Promise<[string, Service]> => {
    const wwsfId = wwsfIdOf(plan);
    return [wwsfId, service.as(await issuer.token({ roles: ['wwsf'], wwsfId }))];
  });
  return {
    operator: service.as(await issuer.token({ roles: ['ims-operator'], operatorId })),
    wwsfs: new Map(await Promise.all(wwsfs)),
    epCscf: service.as(await issuer.token({ roles: ['ep-cscf'], operatorId })),
    auditor: service.as(await issuer.token({ roles: ['auditor'] })),
  };
}
