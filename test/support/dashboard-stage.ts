import { rmSync } from 'node:fs';
import {
  LocalProvider,
  ServiceClient,
  freePort,
  openLocalIssuer,
  sampleRows,
  setUpPool,
  temporaryDir,
} from '@allocator/local';
import { type RunningService, runService } from './running-service.js';

const identitiesOfPool = 200;
const assignedOfPool = 60;
/** As the samples: the local issuer knows these tenants. */
const operatorId = 'op-a';
const wwsfId = 'wwsf-a';
const poolId = 'pool-a';

/** A service with a pool, and the local issuer at which the dashboard's users sign in. */
export interface DashboardStage {
  readonly baseUrl: string;
  readonly service: RunningService;
  end(): Promise<void>;
}

export async function openDashboardStage(): Promise<DashboardStage> {
  const dir = temporaryDir('dashboard');
  const port = await freePort();
  const issuer = await openLocalIssuer(dir, `http://127.0.0.1:${String(await freePort())}`);
  const provider = new LocalProvider(issuer, {
    clientId: 'dashboard',
    redirectUris: [`http://127.0.0.1:${String(port)}/`],
  });
  await provider.start();
  const service = await runService({
    PORT: String(port),
    ...issuer.env,
    DASHBOARD_OIDC_ISSUER: issuer.env.AUTH_ISSUER,
    DASHBOARD_OIDC_CLIENT_ID: 'dashboard',
  });
  const { baseUrl } = service.api;
  const clientOf = async (of: Parameters<typeof issuer.token>[0]): Promise<ServiceClient> =>
    new ServiceClient(baseUrl, { token: await issuer.token(of) });
  await fillPool(await clientOf({ roles: ['ims-operator'], operatorId }), await clientOf({ roles: ['wwsf'], wwsfId }));
  return {
    baseUrl,
    service,
    end: async () => {
      await service.end();
      await provider.stop();
      rmSync(dir, { recursive: true });
    },
  };
}

/** A pool of which some identities are assigned, so that each page has something to show. */
async function fillPool(operator: ServiceClient, wwsf: ServiceClient): Promise<void> {
  const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 3, purgeDelaySeconds: 250 };
  await setUpPool(
    operator,
    {
      operatorId,
      profile: {
        maxRegistrationSeconds: 600,
        registrationModel: 'outlives-token',
        guard,
        indications: 'accepted',
      },
      agreementId: 'wwsf-a-op-a',
      agreement: { wwsfId, securityLifetimeSeconds: 3_600, quarantineSeconds: 60, minTokenLifetimeSeconds: 60 },
      poolId,
    },
    sampleRows(poolId, 'op-a.example', identitiesOfPool),
  );
  const commands = Array.from({ length: assignedOfPool }, (_, index) => ({
    commandId: crypto.randomUUID(),
    subject: { kind: 'authenticated', ref: `user-${String(index)}` },
  }));
  await wwsf.must({ method: 'POST', path: `/v1/pools/${poolId}/assignment-batches`, body: { commands } });
}
