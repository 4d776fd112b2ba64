// `npm start`: the stack, the service and the samples, until Ctrl-C.
import { join } from 'node:path';
import { step } from '../progress.mjs';
import { type BackgroundProcess, EndedEarlyError } from './process/background-process.js';
import { runToExit } from './process/run-to-exit.js';
import { whenAborted } from './process/stop-on-signals.js';
import { linesToTry } from './samples/lines-to-try.js';
import { loadSamples } from './samples/load-samples.js';
import type { LocalIssuer } from './service/local-issuer.js';
import { localServiceEnv } from './service/local-service-env.js';
import { prepareService, type RunningService, startService } from './service/start-service.js';
import { readLocalSettings } from './stack/local-settings.js';
import { type Stack, startStack } from './stack/start-stack.js';

await runToExit(async (signal) => {
  const settings = readLocalSettings(process.env);
  const { host, port, localDir } = settings;
  const files = join(localDir, 'allocator');
  await prepareService({ host, port, files });
  const stack = await startStack(settings, signal);
  let service: RunningService | undefined;
  try {
    const { env, issuer } = await localServiceEnv(settings, stack);
    service = await step('starting the service', () => startService({ host, port, files, env, signal }));
    await Promise.race([introduce(service, stack, localDir, issuer), service.exited]);
    return await untilEnd(service, stack, signal);
  } finally {
    await service?.stop();
    await stack.stop();
  }
});

async function introduce(
  { baseUrl, logFile }: RunningService,
  stack: Stack,
  localDir: string,
  issuer: LocalIssuer | undefined,
): Promise<void> {
  if (issuer !== undefined) await step('loading samples', () => loadSamples(baseUrl, (of) => issuer.token(of)));
  console.log(`- log: ${logFile}`);
  if (stack.kafkaBrokers === 'off')
    console.log('- Kafka is off: events are stored, and published once KAFKA_BROKERS is set');
  if (issuer === undefined) console.log('- AUTH_JWKS is set, so tokens come from that issuer: no samples were loaded');
  else for (const line of linesToTry({ baseUrl, localDir })) console.log(line);
  console.log(`ready ${baseUrl}`);
}

/** Returns 0 on request; throws if the service or Postgres ends by itself. */
async function untilEnd(service: RunningService, { postgres, kafka }: Stack, signal: AbortSignal): Promise<number> {
  const ends = [whenAborted(signal), endOf('the service', service)];
  if (postgres !== undefined) ends.push(endOf('Postgres', postgres));
  // The service continues without Kafka, and so does this command.
  let isEnding = false;
  void kafka?.exited.then((code) => {
    if (!isEnding) console.error(`- Kafka ended by itself with exit code ${code}: see ${kafka.logFile}`);
  });
  await Promise.race(ends).finally(() => (isEnding = true));
  return 0;
}

async function endOf(what: string, ended: Pick<BackgroundProcess, 'exited' | 'logFile'>): Promise<never> {
  throw new EndedEarlyError(what, ended, await ended.exited);
}
