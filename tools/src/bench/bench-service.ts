import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { logTail, startInBackground } from '../process/background-process.js';
import { freePort } from '../process/free-port.js';
import { repositoryRoot } from '../process/repository-root.js';
import { until } from '../process/until.js';
import { accessEnv } from './authorization.js';
import type { BenchDatabase, Stage } from './stage.js';
import { lanes } from './stock.js';

const main = join(repositoryRoot, 'apps', 'allocator', 'dist', 'main.js');
export const readyMsMax = 30_000;
export const stopMsMax = 20_000;

/** The built server in a process of its own, on a database of its own. */
export interface BenchService {
  readonly baseUrl: string;
  readonly pid: number;
  readonly database: BenchDatabase;
  /** Stops it and drops its database. Throws where it had died by itself. */
  stop(): Promise<void>;
}

export interface BenchServiceOptions {
  /** By default one of its own with terms and identities; dropped in the end either way. */
  readonly database?: BenchDatabase;
  /** By default the HTTP role alone: what the others do would be part of nobody's answer. */
  readonly roles?: string;
  /** By default without Kafka. */
  readonly kafka?: { readonly brokers: string; readonly topicPrefix: string };
}

export async function startService(stage: Stage, options: BenchServiceOptions = {}): Promise<BenchService> {
  if (!existsSync(main)) throw new Error(`there is no server to measure: ${main} has not been built`);
  const database = options.database ?? (await stage.newDatabase('filled'));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  const server = await startInBackground({
    command: process.execPath,
    args: [...nodeFlags(), main],
    cwd: repositoryRoot,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      ...accessEnv,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: database.url,
      KAFKA_BROKERS: options.kafka?.brokers ?? 'off',
      KAFKA_TOPIC_PREFIX: options.kafka?.topicPrefix ?? 'allocation',
      ROLES: options.roles ?? 'api',
      LANES: String(lanes),
    },
    files: join(stage.dir, 'allocator'),
    mark: main,
    stopSignal: 'SIGTERM',
    stopMsMax,
  });
  const stop = async (): Promise<void> => {
    const died = server.hasExited();
    await server.stop();
    await database.drop();
    if (died) throw new Error(`the service has ended by itself; its log ends with\n${logTail(server.logFile)}`);
  };
  try {
    const answers = await until(() => server.hasExited() || isReady(baseUrl), readyMsMax, stage.signal);
    if (!answers || server.hasExited())
      throw new Error(`the service did not become ready; its log ends with\n${logTail(server.logFile)}`);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  return { baseUrl, pid: server.pid, database, stop };
}

/** For profiles of the service alone: `BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=/tmp/profiles" npm run bench -- --only batch`. */
function nodeFlags(): string[] {
  return (process.env['BENCH_NODE_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '');
}

export async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
