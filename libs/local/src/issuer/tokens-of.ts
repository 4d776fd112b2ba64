import type { LocalIssuer } from './local-issuer.js';

/** Access tokens of everyone who takes part in a run with one operator. */
export interface Tokens {
  readonly operator: string;
  readonly epCscf: string;
  readonly auditor: string;
  /** By the id of the WWSF. */
  readonly wwsfs: ReadonlyMap<string, string>;
}

export async function tokensOf(issuer: LocalIssuer, operatorId: string, wwsfIds: readonly string[]): Promise<Tokens> {
  const ofWwsf = async (wwsfId: string) => [wwsfId, await issuer.token({ roles: ['wwsf'], wwsfId })] as const;
  return {
    operator: await issuer.token({ roles: ['ims-operator'], operatorId }),
    epCscf: await issuer.token({ roles: ['ep-cscf'], operatorId }),
    auditor: await issuer.token({ roles: ['auditor'] }),
    wwsfs: new Map(await Promise.all(wwsfIds.map(ofWwsf))),
  };
}
