import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const cliMain = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** What a command line has said, and how it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts `allocator`, built. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [cliMain, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'close').then(([exitCode]): Ended => ({ exitCode: exitCode as number | null, out, err }));
  return { child, ended };
}
