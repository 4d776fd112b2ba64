// `npm start`: the stack, the service and the samples, until Ctrl-C.
import { step } from '../progress.mjs';
import { type BackgroundProcess, logTail } from './process/background-process.js';
import { linesToTry } from './samples/lines-to-try.js';
import { loadSamples } from './samples/load-samples.js';
import { openLocalCheckpointKey } from './service/local-checkpoint-key.js';
import { type LocalIssuer, openLocalIssuer } from './service/local-issuer.js';
import { type LocalSettings, readLocalSettings } from './stack/local-settings.js';
import { runToExit } from './process/run-to-exit.js';
import { prepareServer, type RunningServer, startServer } from './service/start-service.js';
import { type Stack, startStack } from './stack/start-stack.js';
import { whenAborted } from './process/stop-on-signals.js';

await runToExit(async (signal) => {
  const settings = readLocalSettings(process.env);
  await prepareServer(settings);
  const stack = await startStack(settings, signal);
  let server: RunningServer | undefined;
  try {
    const issuer = settings.tokens === 'given' ? undefined : await openLocalIssuer(settings.localDir);
    const checkpointKey = process.env['CHECKPOINT_KEY'] ? undefined : openLocalCheckpointKey(settings.localDir);
    const addresses = {
      DATABASE_URL: stack.databaseUrl,
      KAFKA_BROKERS: stack.kafkaBrokers,
      ...issuer?.env,
      ...checkpointKey?.env,
    };
    server = await startServer({ ...settings, signal }, addresses);
    if (!server.hasExited()) await introduce(server, stack, settings, issuer);
    return await untilEnd(server, stack, signal);
  } finally {
    await server?.stop();
    await stack.stop();
  }
});

async function introduce(
  server: RunningServer,
  stack: Stack,
  { localDir }: LocalSettings,
  issuer: LocalIssuer | undefined,
): Promise<void> {
  if (issuer !== undefined) {
    const samples = loadSamples(server.baseUrl, (of) => issuer.token(of));
    await step('loading samples', () => Promise.race([samples, server.exited]));
  }
  if (server.hasExited()) return;
  console.log(`- log: ${server.logFile}`);
  if (stack.kafkaBrokers === 'off')
    console.log('- Kafka is off: events are kept and published once brokers are configured');
  if (issuer === undefined) console.log('- tokens are those of AUTH_JWKS: no samples were loaded');
  else for (const line of linesToTry({ baseUrl: server.baseUrl, localDir })) console.log(line);
  console.log(`ready ${server.baseUrl}`);
}

/** Ends with 0 on request, and with the exit code of whatever ended by itself. */
async function untilEnd(server: RunningServer, { postgres, kafka }: Stack, signal: AbortSignal): Promise<number> {
  const ends: Promise<End | undefined>[] = [whenAborted(signal), endOf('the service', server)];
  if (postgres !== undefined) ends.push(endOf('Postgres', postgres));
  // The service goes on without Kafka, so this does.
  let isEnding = false;
  void kafka?.exited.then((code) => {
    if (!isEnding) console.error(`- Kafka has ended by itself (exit code ${code}), see ${kafka.logFile}`);
  });
  const end = await Promise.race(ends);
  isEnding = true;
  if (end === undefined || signal.aborted) return 0;
  console.error(
    `\n${end.what} has ended by itself (exit code ${end.code}); ${end.logFile} ends with\n${logTail(end.logFile)}`,
  );
  return end.code;
}

interface End {
  readonly what: string;
  readonly code: number;
  readonly logFile: string;
}

async function endOf(
  what: string,
  { exited, logFile }: Pick<BackgroundProcess, 'exited' | 'logFile'>,
): Promise<End | undefined> {
  return { what, code: await exited, logFile };
}
