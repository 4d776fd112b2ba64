import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startInBackground } from '../process/background-process.js';
import { freePort } from '../process/free-port.js';
import { until } from '../process/until.js';
import { isReady, readyMsMax, stopMsMax } from './bench-service.js';
import type { Stage } from './stage.js';

const main = fileURLToPath(new URL('bare-server.js', import.meta.url));

/** The bare server in a process of its own, as the service is. */
export async function startBareServer(stage: Stage): Promise<{ readonly baseUrl: string; stop(): Promise<void> }> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  const server = await startInBackground({
    command: process.execPath,
    args: [main, String(port)],
    cwd: stage.dir,
    env: { ...process.env, NODE_ENV: 'production' },
    files: join(stage.dir, 'bare'),
    mark: main,
    stopSignal: 'SIGTERM',
    stopMsMax,
  });
  if (!(await until(() => server.hasExited() || isReady(baseUrl), readyMsMax, stage.signal))) {
    await server.stop();
    throw new Error('the bare server did not become ready');
  }
  return { baseUrl, stop: () => server.stop() };
}
