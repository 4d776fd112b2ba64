import type { LocalSettings } from '../stack/local-settings.js';
import type { Stack } from '../stack/start-stack.js';
import { openLocalCheckpointKey } from './local-checkpoint-key.js';
import { type LocalIssuer, openLocalIssuer } from './local-issuer.js';

/** The environment of a service on the local stack; its issuer is undefined if AUTH_JWKS names another one. */
export async function localServiceEnv(
  { localDir, tokens }: LocalSettings,
  { databaseUrl, kafkaBrokers }: Stack,
): Promise<{ readonly env: NodeJS.ProcessEnv; readonly issuer: LocalIssuer | undefined }> {
  const issuer = tokens === 'given' ? undefined : await openLocalIssuer(localDir);
  const checkpointKey = process.env['CHECKPOINT_KEY'] ? undefined : openLocalCheckpointKey(localDir);
  const addresses = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers };
  return { env: { ...process.env, ...addresses, ...issuer?.env, ...checkpointKey?.env }, issuer };
}
