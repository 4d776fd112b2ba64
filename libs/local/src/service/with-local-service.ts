import { join } from 'node:path';
import { step } from '../../progress.mjs';
import { type LocalSettings, readLocalSettings } from '../stack/local-settings.js';
import { type Stack, startStack } from '../stack/start-stack.js';
import { openLocalCheckpointKey } from './local-checkpoint-key.js';
import type { LocalClient } from '../issuer/authorization-request.js';
import { type LocalIssuer, openLocalIssuer } from '../issuer/local-issuer.js';
import { LocalProvider } from '../issuer/local-provider.js';
import { demandFreePort, freePort, isFree } from '../process/free-port.js';
import { prepareService, type RunningService, startService } from './start-service.js';

const issuerPortByDefault = 8081;
const dashboardClientId = 'dashboard';

/** The service on the local stack, not started yet. */
export interface LocalService {
  readonly stack: Stack;
  readonly localDir: string;
  /** Where the service writes its log. */
  readonly logFile: string;
  /** Undefined if AUTH_JWKS names another one. */
  readonly issuer: LocalIssuer | undefined;
  /** Starts the service. One that runs is stopped first. */
  readonly start: () => Promise<RunningService>;
}

/** Starts the local stack for the work. The service and the stack have stopped when this returns or throws. */
export async function withLocalService(
  signal: AbortSignal,
  work: (local: LocalService) => Promise<number>,
): Promise<number> {
  const settings = readLocalSettings(process.env);
  const { host, port, localDir } = settings;
  const files = join(localDir, 'allocator');
  await prepareService({ host, port, files });
  const stack = await startStack(settings, signal);
  let service: RunningService | undefined;
  let provider: LocalProvider | undefined;
  try {
    const issuer =
      settings.tokens === 'given' ? undefined : await openLocalIssuer(localDir, await issuerAddress(settings));
    if (issuer !== undefined) {
      provider = new LocalProvider(issuer, dashboardClient(settings));
      await provider.start();
    }
    const env = serviceEnv(settings, stack, issuer);
    const start = async (): Promise<RunningService> => {
      await service?.stop();
      service = await step('starting the service', () => startService({ host, port, files, env, signal }));
      return service;
    };
    return await work({ stack, localDir, logFile: `${files}.log`, issuer, start });
  } finally {
    await service?.stop();
    await provider?.stop();
    await stack.stop();
  }
}

/** Where the local issuer listens: it is its name, too. */
async function issuerAddress({ issuerPort }: LocalSettings): Promise<string> {
  const port = issuerPort ?? ((await isFree(issuerPortByDefault)) ? issuerPortByDefault : await freePort());
  if (issuerPort !== undefined)
    await demandFreePort('token issuer', '127.0.0.1', port, 'Set LOCAL_ISSUER_PORT to a free one.');
  return `http://127.0.0.1:${String(port)}`;
}

/** The dashboard that the service serves, by both names of this machine. */
function dashboardClient({ port }: LocalSettings): LocalClient {
  const redirectUris = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${String(port)}/`);
  return { clientId: dashboardClientId, redirectUris };
}

function serviceEnv(
  { localDir }: LocalSettings,
  { databaseUrl, kafkaBrokers }: Stack,
  issuer: LocalIssuer | undefined,
): NodeJS.ProcessEnv {
  const checkpointKey = process.env['CHECKPOINT_KEY'] ? undefined : openLocalCheckpointKey(localDir);
  const addresses = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers };
  const signIn =
    issuer === undefined
      ? {}
      : { DASHBOARD_OIDC_ISSUER: issuer.env.AUTH_ISSUER, DASHBOARD_OIDC_CLIENT_ID: dashboardClientId };
  return { ...process.env, ...addresses, ...issuer?.env, ...checkpointKey?.env, ...signIn };
}
