import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { freePort, startService as startBuiltService, temporaryDir } from '@allocator/local';
import { testAuth } from './access-token.js';

/** Of the log, the last so many characters are returned. */
const logCharsMax = 20_000;

/**
 * Less processor time for a start, of which a run of the tests has more than a hundred: no reading of source maps, and no collections of
 * a young generation that begins with 1 MB. Node 20 compiles nothing before it is called, and optimizes only what runs 15 times as
 * often; later versions have a cheaper compiler for the rest, and not the second flag.
 */
const nodeFlags = [
  '--no-enable-source-maps',
  '--min-semi-space-size=16',
  ...(process.version.startsWith('v20.') ? ['--max-lazy', '--interrupt-budget=1000000'] : []),
];

/** Logs of a suite, gone with it. */
const logDirs: string[] = [];
afterAll(() => {
  for (const dir of logDirs) rmSync(dir, { recursive: true, force: true });
});

/** The built server in a process of its own. */
export interface ServiceProcess {
  readonly baseUrl: string;
  readonly pid: number;
  /** What it has logged last. */
  log(): string;
  /** SIGTERM; resolves with the exit code, or 128 + signal number. */
  stop(): Promise<number>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the service with these variables and waits until it is ready. */
export async function startService(env: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const dir = temporaryDir('service');
  logDirs.push(dir);
  const started = await startBuiltService({
    port: Number(env['PORT'] ?? (await freePort())),
    env: {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: 'off',
      METRICS_PORT: 'off',
      // Tests put a clock of their own in the database.
      CLOCK_SKEW_SECONDS_MAX: 'off',
      ...testAuth,
      ...env,
    },
    files: join(dir, 'allocator'),
    nodeFlags,
  });
  return {
    baseUrl: started.baseUrl,
    pid: started.pid,
    log: () => readFileSync(started.logFile, 'utf8').slice(-logCharsMax),
    stop: async () => {
      await started.stop();
      return started.exited;
    },
    kill: () => started.kill(),
  };
}
