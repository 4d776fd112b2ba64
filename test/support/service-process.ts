import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@allocator/tools';
import { testAuth } from './access-token.js';
import { eventually } from './eventually.js';

const main = fileURLToPath(new URL('../../apps/allocator/dist/main.js', import.meta.url));
const readyMsMax = 30_000;
const stopMsMax = 20_000;
/** Of what the process has said, the last so many characters are kept for the message of a failure. */
const saidCharsMax = 20_000;

/** The built server in a process of its own. */
export interface ServiceProcess {
  readonly baseUrl: string;
  readonly pid: number;
  /** What it has logged last. */
  said(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the service with these variables and waits until it is ready. */
export async function startService(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const port = env['PORT'] ?? String(await freePort());
  const baseUrl = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: port,
      KAFKA_BROKERS: 'off',
      // Tests put a clock of their own in the database.
      CLOCK_SKEW_SECONDS_MAX: 'off',
      ...testAuth,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-saidCharsMax);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  try {
    await eventually(async () => {
      if (hasExited()) throw new Error(`the service has exited with ${String(child.exitCode)}:\n${said}`);
      return isReady(baseUrl);
    }, readyMsMax);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`the service did not become ready:\n${said}`, { cause: error });
  }
  return {
    baseUrl,
    pid: child.pid ?? 0,
    said: () => said,
    stop: async () => {
      if (!hasExited()) child.kill('SIGTERM');
      const hung = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
      const [code] = await exited;
      clearTimeout(hung);
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${baseUrl}/health/ready`);
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}
