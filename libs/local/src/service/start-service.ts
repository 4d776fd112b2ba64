import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceClient } from '../client/service-client.js';
import {
  type BackgroundCommand,
  type BackgroundProcess,
  endLeftover,
  startUntilReady,
} from '../process/background-process.js';
import { demandFreePort } from '../process/free-port.js';
import { repositoryRoot } from '../process/repository-root.js';
import { urlHost } from './url-host.js';

const builtService = join(repositoryRoot, 'apps', 'allocator', 'dist', 'main.js');
const readyMsMax = 60_000;
const stopMsMax = 30_000;
const answerMsMax = 2_000;

export interface ServiceOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** All environment variables of the process except `HOST` and `PORT`. */
  readonly env: NodeJS.ProcessEnv;
  /** Path without extension of the `.log` and `.pid` files. */
  readonly files: string;
  readonly nodeFlags?: readonly string[];
  /** Default: the built service. */
  readonly main?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A process of the service. */
export interface RunningService extends BackgroundProcess {
  readonly baseUrl: string;
}

export function serviceCommand({
  host = '127.0.0.1',
  port,
  env,
  files,
  nodeFlags = [],
  main = builtService,
}: ServiceOptions): BackgroundCommand {
  return {
    command: process.execPath,
    args: ['--enable-source-maps', ...nodeFlags, main],
    cwd: repositoryRoot,
    env: { ...env, HOST: host, PORT: String(port) },
    files,
    mark: main,
    stopSignal: 'SIGTERM',
    stopMsMax,
  };
}

/** Starts the service and returns once it is ready. If it throws, nothing is left running. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const command = serviceCommand(options);
  if (!existsSync(command.mark)) throw new Error(`${command.mark} is missing: run npm run build`);
  const baseUrl = `http://${urlHost(options.host)}:${options.port}`;
  const isReady = (): Promise<boolean> => isServiceReady(baseUrl);
  const started = await startUntilReady(command, { what: 'the service', isReady, readyMsMax, signal: options.signal });
  return { ...started, baseUrl };
}

/** Ends a service that an earlier run left behind, and fails early if the port is taken. */
export async function prepareService(options: Pick<ServiceOptions, 'host' | 'port' | 'files'>): Promise<void> {
  await endLeftover(serviceCommand({ ...options, env: {} }));
  await demandFreePort('HTTP', options.host ?? '127.0.0.1', options.port, 'Set PORT to a free one.');
}

export async function isServiceReady(baseUrl: string): Promise<boolean> {
  const client = new ServiceClient(baseUrl, { answerMsMax });
  return client.exchange({ method: 'GET', path: '/health/ready' }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
