import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, runsCommand } from './is-running.js';
import { until } from './until.js';

export interface BackgroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Run as this user; undefined: as the one who started us. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Path without extension of the `.log` and `.pid` files. */
  readonly files: string;
  /** Part of the command line that only this process has, so that a pid file is never believed about a stranger. */
  readonly mark: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopMsMax: number;
}

/**
 * A process in a session of its own: Ctrl-C in the terminal reaches only us, and we stop what we started in the right
 * order. It writes to a file, so that it lives on undisturbed if we are killed; the next start ends it by its pid file.
 */
export interface BackgroundProcess {
  readonly pid: number;
  readonly logFile: string;
  /** Exit code, or 128 + signal number as a shell has it. */
  readonly exited: Promise<number>;
  hasExited(): boolean;
  /** Asks it to end, waits, and kills it where it takes too long. */
  stop(): Promise<void>;
  /** As a crash would: SIGKILL, no warning. */
  kill(): Promise<void>;
}

const signalNumbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

export async function startInBackground(what: BackgroundCommand): Promise<BackgroundProcess> {
  mkdirSync(dirname(what.files), { recursive: true });
  const logFile = `${what.files}.log`;
  const pidFile = `${what.files}.pid`;
  const log = openSync(logFile, 'w');
  const child = spawn(what.command, what.args, {
    cwd: what.cwd,
    env: what.env ?? process.env,
    // What a suite starts stays in jest's process group, which `npm test` ends as a whole.
    detached: process.env['JEST_WORKER_ID'] === undefined,
    stdio: ['ignore', log, log],
    ...what.account,
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new Error(`cannot run ${what.command}: ${error.message}`, { cause: error })));
  });
  const pid = child.pid as number;
  writeFileSync(pidFile, `${pid}\n`);

  let ended = false;
  const exited = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => {
      ended = true;
      rmSync(pidFile, { force: true });
      resolve(code ?? 128 + (signalNumbers[signal as NodeJS.Signals] ?? 0));
    }),
  );
  const send = (signal: NodeJS.Signals): void => {
    if (!ended) child.kill(signal);
  };
  return {
    pid,
    logFile,
    exited,
    hasExited: () => ended,
    async stop() {
      send(what.stopSignal);
      if (!(await until(() => ended, what.stopMsMax))) send('SIGKILL');
      await exited;
    },
    async kill() {
      send('SIGKILL');
      await exited;
    },
  };
}

/** Ends what an earlier run of the same command has left behind because it was killed itself. */
export async function endLeftover(
  what: Pick<BackgroundCommand, 'files' | 'mark' | 'stopSignal' | 'stopMsMax'>,
): Promise<void> {
  const pid = readPid(`${what.files}.pid`);
  if (pid === undefined || !runsCommand(pid, what.mark)) return;
  console.log(`- ending process ${pid}, left over from an earlier run`);
  process.kill(pid, what.stopSignal);
  const isGone = (): boolean => !isRunning(pid);
  if (await until(isGone, what.stopMsMax)) return;
  process.kill(pid, 'SIGKILL');
  if (!(await until(isGone, what.stopMsMax)))
    throw new Error(`process ${pid}, left over from an earlier run, cannot be ended`);
}

export function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** The last lines that a process wrote, for the message about its failure. */
export function logTail(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
