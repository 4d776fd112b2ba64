import { join } from 'node:path';
import { step } from '../../progress.mjs';
import { type LocalSettings, readLocalSettings } from '../stack/local-settings.js';
import { type Stack, startStack } from '../stack/start-stack.js';
import { openLocalCheckpointKey } from './local-checkpoint-key.js';
import { type LocalIssuer, openLocalIssuer } from './local-issuer.js';
import { prepareService, type RunningService, startService } from './start-service.js';

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
  try {
    const { env, issuer } = await serviceEnv(settings, stack);
    const start = async (): Promise<RunningService> => {
      await service?.stop();
      service = await step('starting the service', () => startService({ host, port, files, env, signal }));
      return service;
    };
    return await work({ stack, localDir, logFile: `${files}.log`, issuer, start });
  } finally {
    await service?.stop();
    await stack.stop();
  }
}

async function serviceEnv(
  { localDir, tokens }: LocalSettings,
  { databaseUrl, kafkaBrokers }: Stack,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly issuer: LocalIssuer | undefined }> {
  const issuer = tokens === 'given' ? undefined : await openLocalIssuer(localDir);
  const checkpointKey = process.env['CHECKPOINT_KEY'] ? undefined : openLocalCheckpointKey(localDir);
  const addresses = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers };
  return { env: { ...process.env, ...addresses, ...issuer?.env, ...checkpointKey?.env }, issuer };
}
