import { fileURLToPath } from 'node:url';
import { testAuth } from './access-token.js';
import { startProgram } from './start-program.js';

const main = fileURLToPath(new URL('../../apps/allocator/dist/main.js', import.meta.url));

/** Starts the server to see it refuse: its exit code, and all that it wrote. */
export async function refusedStart(
  env: Record<string, string | undefined>,
): Promise<{ code: number | null; output: string }> {
  const variables = {
    PATH: process.env['PATH'],
    PORT: '0',
    METRICS_PORT: 'off',
    KAFKA_BROKERS: 'off',
    ...testAuth,
    ...env,
  };
  const { exitCode, out, err } = await startProgram(main, [], variables, { timeout: 20_000, killSignal: 'SIGKILL' })
    .ended;
  return { code: exitCode, output: (out + err).trim() };
}
