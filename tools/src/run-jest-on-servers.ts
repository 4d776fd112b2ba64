import { availableParallelism } from 'node:os';
import { stoppedEarly } from '@allocator/local';
import { spawnJest } from '../run-jest.mjs';

/** How long jest and what its suites started may take to end when they are interrupted. */
const interruptMsMax = 10_000;
/** Server specs wait more than they calculate. */
const workersPerCore = 2;

/** The addresses of the servers that suites use; Kafka `off` skips the suites that need it. */
export interface ServerAddresses extends Readonly<Record<string, string>> {
  readonly DATABASE_URL: string;
  readonly KAFKA_BROKERS: string;
}

/**
 * Runs jest, and returns its exit code. In a process group of its own, so that an interrupt ends its workers, and the servers that suites
 * started, with it.
 */
export function runJestOnServers(
  args: readonly string[],
  addresses: ServerAddresses | undefined,
  signal: AbortSignal,
): Promise<number> {
  const hasWorkers = args.some((arg) => arg.startsWith('--maxWorkers'));
  const workers = `--maxWorkers=${String(availableParallelism() * workersPerCore)}`;
  const child = spawnJest(hasWorkers ? args : [workers, ...args], {
    env: { ...process.env, ...addresses },
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
