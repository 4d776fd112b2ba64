import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { testAuth } from './access-token.js';

const main = fileURLToPath(new URL('../../apps/allocator/dist/main.js', import.meta.url));

/** Starts the server to see it refuse: its exit code, and all that it said. */
export async function refusedStart(
  env: Record<string, string | undefined>,
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], PORT: '0', KAFKA_BROKERS: 'off', ...testAuth, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  const exited = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exited)[0], said: (stdout + stderr).trim() };
}
