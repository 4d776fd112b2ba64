import { generateKeyPairSync } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
const agreementId = 'wwsf-a-op-a';
const agreement = { wwsfId, securityLifetimeSeconds: 3_600, quarantineSeconds: 60, minTokenLifetimeSeconds: 60 };

/** A service with a pool, and the local issuer at which the dashboard's users sign in. */
export interface DashboardStage {
  readonly baseUrl: string;
  readonly service: RunningService;
  /** PEM of the key that signs its checkpoints. */
  readonly checkpointKey: string;
  /** One more identity of the pool gets a holder. */
  assign(): Promise<void>;
  /** Another writer sets the security lifetime of the agreement. */
  setLifetime(seconds: number): Promise<void>;
  /** The agreement as it is in force. */
  agreement(): Promise<unknown>;
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
  const wwsf = await clientOf({ roles: ['wwsf'], wwsfId });
  const operator = await clientOf({ roles: ['ims-operator'], operatorId });
  await fillPool(operator, wwsf);
  const agreementPath = `/v1/agreements/${agreementId}`;
  return {
    baseUrl,
    service,
    checkpointKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    assign: () => assign(wwsf, 'late', 1),
    setLifetime: async (securityLifetimeSeconds) => {
      const body = { ...agreement, operatorId, status: 'active', securityLifetimeSeconds };
      await operator.must({ method: 'PUT', path: agreementPath, body });
    },
    agreement: () => operator.must({ method: 'GET', path: agreementPath }),
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
      agreementId,
      agreement,
      poolId,
    },
    sampleRows(poolId, 'op-a.example', identitiesOfPool),
  );
  await assign(wwsf, 'user', assignedOfPool);
}

async function assign(wwsf: ServiceClient, ref: string, count: number): Promise<void> {
  const commands = Array.from({ length: count }, (_, index) => ({
    commandId: crypto.randomUUID(),
    subject: { kind: 'authenticated', ref: `${ref}-${String(index)}` },
  }));
  await wwsf.must({ method: 'POST', path: `/v1/pools/${poolId}/assignment-batches`, body: { commands } });
}
