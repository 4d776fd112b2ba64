// `npm start`: the stack, the service and the samples, until Ctrl-C.
import {
  type BackgroundProcess,
  type LocalIssuer,
  type RunningService,
  type Stack,
  EndedEarlyError,
  metricsUrl,
  runToExit,
  step,
  whenAborted,
  withLocalService,
} from '@allocator/local';
import { linesToTry } from './samples/lines-to-try.js';
import { loadSamples } from './samples/load-samples.js';

await runToExit((signal) =>
  withLocalService(signal, async ({ stack, localDir, issuer, start }) => {
    const service = await start();
    await Promise.race([introduce(service, stack, localDir, issuer), service.exited]);
    return untilEnd(service, stack, signal);
  }),
);

async function introduce(
  { baseUrl, logFile }: RunningService,
  stack: Stack,
  localDir: string,
  issuer: LocalIssuer | undefined,
): Promise<void> {
  if (issuer !== undefined) await step('loading samples', () => loadSamples(baseUrl, (of) => issuer.token(of)));
  console.log(`- log: ${logFile}`);
  const metrics = metricsUrl(logFile);
  if (metrics !== undefined) console.log(`- metrics for Prometheus: ${metrics}`);
  if (stack.kafkaBrokers === 'off')
    console.log('- Kafka is off: events are stored, and published once KAFKA_BROKERS is set');
  if (issuer === undefined) console.log('- AUTH_JWKS is set, so tokens come from that issuer: no samples were loaded');
  else for (const line of linesToTry({ baseUrl, localDir })) console.log(line);
  console.log(`Dashboard (sign in as a role of your choice): ${baseUrl}/`);
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
