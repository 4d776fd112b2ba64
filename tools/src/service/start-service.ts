import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { step } from '../../progress.mjs';
import { type BackgroundProcess, endLeftover, logTail, startInBackground } from '../process/background-process.js';
import { demandFreePort } from '../process/free-port.js';
import { repositoryRoot } from '../process/repository-root.js';
import { until } from '../process/until.js';

export interface RunningServer extends Pick<
  BackgroundProcess,
  'pid' | 'logFile' | 'exited' | 'hasExited' | 'stop' | 'kill'
> {
  readonly baseUrl: string;
}

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly localDir: string;
  readonly signal?: AbortSignal | undefined;
}

const main = join(repositoryRoot, 'apps', 'allocator', 'dist', 'main.js');
const readyMsMax = 60_000;
const stopMsMax = 30_000;

/** Ends a server that an earlier run left behind, and says now, not after the stack is up, that the port is taken. */
export async function prepareServer({ host, port, localDir }: ServerOptions): Promise<void> {
  if (!existsSync(main)) throw new Error(`there is no server to start: ${main} has not been built`);
  await endLeftover(leftoverIn(localDir));
  await demandFreePort('HTTP', host, port, 'Set PORT to a free one.');
}

/** Starts the built server and returns once it is ready, or has exited. */
export async function startServer(
  options: ServerOptions,
  env: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const baseUrl = `http://${urlHost(options.host)}:${options.port}`;
  const server = await startInBackground({
    ...leftoverIn(options.localDir),
    command: process.execPath,
    args: ['--enable-source-maps', main],
    cwd: repositoryRoot,
    env: { ...process.env, HOST: options.host, PORT: String(options.port), ...env },
  });
  try {
    await step('starting the service', async () => {
      if (!(await until(() => server.hasExited() || isReady(baseUrl), readyMsMax, options.signal)))
        throw new Error(
          `the service is not ready after ${readyMsMax / 1000} s; ${server.logFile} ends with\n${logTail(server.logFile)}`,
        );
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, baseUrl };
}

function leftoverIn(localDir: string) {
  return { files: join(localDir, 'allocator'), mark: main, stopSignal: 'SIGTERM', stopMsMax } as const;
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** How to reach from here a server that listens on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
