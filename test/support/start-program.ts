import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What a program has written, and how it ended. */
export interface Ended {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts a built program of this repository in a process of its own. */
export function startProgram(
  main: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  limits: Pick<SpawnOptions, 'timeout' | 'killSignal'> = {},
) {
  const child = spawn(process.execPath, [main, ...args], { ...limits, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([[exitCode], out, err]): Ended => ({
    exitCode,
    out,
    err,
  }));
  return { child, ended };
}
