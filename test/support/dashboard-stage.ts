import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalProvider, ServiceClient, freePort, openLocalIssuer, temporaryDir } from '@allocator/local';
import { DashboardPools } from './dashboard-pools.js';
import { type RunningService, runService } from './running-service.js';
import { delayClock } from './set-clock.js';

/** A service with pools, and the local issuer at which the dashboard's users sign in. */
export interface DashboardStage {
  readonly baseUrl: string;
  readonly service: RunningService;
  /** PEM of the key that signs its checkpoints. */
  readonly checkpointKey: string;
  readonly pools: DashboardPools;
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
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keyFile = join(dir, 'checkpoint-key.pem');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const service = await runService({
    PORT: String(port),
    CHECKPOINT_KEY: keyFile,
    CHECKPOINT_SECONDS: '1',
    ...issuer.env,
    DASHBOARD_OIDC_ISSUER: issuer.env.AUTH_ISSUER,
    DASHBOARD_OIDC_CLIENT_ID: 'dashboard',
  });
  const { baseUrl } = service.api;
  const clientOf = async (of: Parameters<typeof issuer.token>[0]): Promise<ServiceClient> =>
    new ServiceClient(baseUrl, { token: await issuer.token(of) });
  const pools = new DashboardPools({
    operator: await clientOf({ roles: ['ims-operator'], operatorId: 'op-a' }),
    epCscf: await clientOf({ roles: ['ep-cscf'], operatorId: 'op-a' }),
    wwsfA: await clientOf({ roles: ['wwsf'], wwsfId: 'wwsf-a' }),
    wwsfB: await clientOf({ roles: ['wwsf'], wwsfId: 'wwsf-b' }),
  });
  await pools.fill((minutes) => delayClock(service.database.owner, 60 * minutes));
  return {
    baseUrl,
    service,
    checkpointKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    pools,
    end: async () => {
      await service.end();
      await provider.stop();
      rmSync(dir, { recursive: true });
    },
  };
}
