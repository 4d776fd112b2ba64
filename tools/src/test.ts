// `npm test [-- jest's arguments]`: every suite, on a stack of its own that is gone afterwards.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLocalSettings } from './stack/local-settings.js';
import { freePort } from './process/free-port.js';
import { repositoryRoot } from './process/repository-root.js';
import { runToExit, stoppedEarly } from './process/run-to-exit.js';
import { startStack } from './stack/start-stack.js';

/** How long jest and what its suites started may take to end when they are interrupted. */
const interruptMsMax = 10_000;

await runToExit(async (signal) => {
  // Never the stack of a running `npm start`: other ports and another folder, which Postgres' account can enter.
  const localDir = mkdtempSync(join(tmpdir(), 'ims-identity-allocator-test-'));
  chmodSync(localDir, 0o755);
  const settings = {
    ...readLocalSettings(process.env),
    localDir,
    postgresPort: await freePort(),
    kafkaPort: await freePort(),
  };
  try {
    const stack = await startStack(settings, signal);
    try {
      if (stack.kafkaBrokers === 'off') tellOfSkippedSuites();
      const addresses = { DATABASE_URL: stack.databaseUrl, KAFKA_BROKERS: stack.kafkaBrokers };
      const code = await runJest(process.argv.slice(3), addresses, signal);
      if (stack.kafkaBrokers === 'off') tellOfSkippedSuites();
      return code;
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(localDir, { recursive: true, force: true });
  }
});

function tellOfSkippedSuites(): void {
  const what = 'no Kafka broker can be had here: every suite that needs one';
  if (process.env['REQUIRE_KAFKA'] === '1') throw new Error(`REQUIRE_KAFKA=1, but ${what} would be skipped`);
  console.warn(`\n***** SKIPPED: ${what} is skipped *****\n`);
}

/** In a process group of its own, so that an interrupt ends its workers, and the servers that suites started, with it. */
function runJest(args: readonly string[], env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
  const jest = join(repositoryRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  // Jest runs ES modules through Node's vm modules, which are behind this flag.
  const nodeFlags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...nodeFlags, jest, ...args], {
    cwd: repositoryRoot,
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
