// `npm test [-- jest's arguments]`: every suite, on a stack of its own that is removed afterwards. Where the arguments select
// unit specs only, no server is started.
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { freePort, readLocalSettings, runToExit, startStack, stoppedEarly, temporaryDir } from '@allocator/local';
import { spawnJest } from '../run-jest.mjs';

/** How long jest and what its suites started may take to end when they are interrupted. */
const interruptMsMax = 10_000;
/** Server specs wait more than they calculate. */
const workersPerCore = 1.5;

await runToExit(async (signal) => {
  const args = process.argv.slice(3);
  const needs = await serversNeededBy(args);
  if (!needs.postgres && !needs.kafka) return runJest(args, {}, signal);
  // Never the stack of a running `npm start`: other ports and another folder.
  const localDir = temporaryDir('test');
  const local = readLocalSettings(process.env);
  const settings = {
    ...local,
    localDir,
    postgresPort: await freePort(),
    kafkaPort: await freePort(),
    kafkaBrokers: needs.kafka ? local.kafkaBrokers : 'off',
  };
  try {
    const stack = await startStack(settings, signal);
    const isKafkaMissing = needs.kafka && stack.kafkaBrokers === 'off';
    try {
      if (isKafkaMissing) warnOfSkippedSuites();
      const addresses = { DATABASE_URL: stack.databaseUrl, KAFKA_BROKERS: stack.kafkaBrokers };
      const code = await runJest(args, addresses, signal);
      if (isKafkaMissing) warnOfSkippedSuites();
      return code;
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(localDir, { recursive: true, force: true });
  }
});

/** Looks at the specs that jest's arguments select: their class, and whether they declare a suite with Kafka. */
async function serversNeededBy(args: readonly string[]): Promise<{ postgres: boolean; kafka: boolean }> {
  const selecting = args.filter((arg) => !/^--(json|outputFile|watch)/.test(arg));
  const jest = spawnJest([...selecting, '--listTests', '--json', '--selectProjects', 'server', 'timing'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const listed = jest.stdout === null ? '' : await text(jest.stdout);
  const specs = JSON.parse(listed.slice(listed.indexOf('[')) || '[]') as string[];
  return {
    postgres: specs.length > 0,
    kafka: specs.some((spec) => /describe\w*Kafka\(/.test(readFileSync(spec, 'utf8'))),
  };
}

function warnOfSkippedSuites(): void {
  const what = 'no Kafka broker can be started here: every suite that needs one';
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, but ${what} would be skipped`);
  console.warn(`\n***** SKIPPED: ${what} is skipped *****\n`);
}

/** In a process group of its own, so that an interrupt ends its workers, and the servers that suites started, with it. */
function runJest(args: readonly string[], env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
  const workers = Math.ceil(availableParallelism() * workersPerCore);
  const child = spawnJest([`--maxWorkers=${String(workers)}`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const sendToGroup = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid as number), name);
    } catch {
      // The whole group has ended already.
    }
  };
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      sendToGroup('SIGINT');
      setTimeout(() => sendToGroup('SIGKILL'), interruptMsMax).unref();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      // Whatever a suite left running must not outlive the tests.
      sendToGroup('SIGKILL');
      resolve(signal.aborted ? stoppedEarly : (code ?? 1));
    });
  });
}
