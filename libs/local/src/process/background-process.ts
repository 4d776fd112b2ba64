import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { isRunning, runsCommand } from './is-running.js';
import { until } from './until.js';

export interface BackgroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The user to run as; undefined: the user of this process. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Path without extension of the `.log` and `.pid` files. */
  readonly files: string;
  /** Part of the command line that identifies the process, in case its process id was given to another one. */
  readonly mark: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopMsMax: number;
}

/**
 * A process in its own session: Ctrl-C in the terminal reaches only this process, which then stops what it started in the
 * right order. The output goes to a file, so that the process survives if this one is killed; the next start ends it.
 */
export interface BackgroundProcess {
  readonly pid: number;
  readonly logFile: string;
  /** Exit code, or 128 + signal number as in a shell. */
  readonly exited: Promise<number>;
  hasExited(): boolean;
  /** Sends the stop signal, waits for the end, and kills a process that takes too long. */
  stop(): Promise<void>;
  /** As a crash: SIGKILL. */
  kill(): Promise<void>;
}

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
      resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]);
    }),
  );
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (!ended) child.kill(signal);
    await exited;
  };
  return {
    pid,
    logFile,
    exited,
    hasExited: () => ended,
    async stop() {
      void kill(what.stopSignal);
      if (!(await until(() => ended, what.stopMsMax))) await kill();
    },
    kill: () => kill(),
  };
}

/** A process that ended by itself. */
export class EndedEarlyError extends Error {
  override readonly name = 'EndedEarlyError';
  constructor(
    what: string,
    { logFile }: Pick<BackgroundProcess, 'logFile'>,
    readonly exitCode: number,
  ) {
    super(`${what} ended with exit code ${exitCode}; ${logFile} ends with\n${logTail(logFile)}`);
  }
}

interface Readiness {
  /** Name of the process in error messages. */
  readonly what: string;
  readonly isReady: (process: BackgroundProcess) => boolean | Promise<boolean>;
  readonly readyMsMax: number;
  readonly signal?: AbortSignal | undefined;
}

/** Starts a process and waits until it is ready. If it throws, nothing is left running. */
export async function startUntilReady(
  command: BackgroundCommand,
  { what, isReady, readyMsMax, signal }: Readiness,
): Promise<BackgroundProcess> {
  const started = await startInBackground(command);
  try {
    const isOver = await until(() => started.hasExited() || isReady(started), readyMsMax, signal);
    if (started.hasExited()) throw new EndedEarlyError(what, started, await started.exited);
    if (isOver) return started;
    throw new Error(
      `${what} is not ready after ${readyMsMax / 1_000} s; ${started.logFile} ends with\n${logTail(started.logFile)}`,
    );
  } catch (error) {
    await started.stop();
    throw error;
  }
}

/** Ends a process that an earlier run of the same command left behind because it was killed. */
export async function endLeftover(
  what: Pick<BackgroundCommand, 'files' | 'mark' | 'stopSignal' | 'stopMsMax'>,
): Promise<void> {
  const pid = readPid(`${what.files}.pid`);
  if (pid === undefined || !runsCommand(pid, what.mark)) return;
  console.log(`- ending process ${pid}, left over from an earlier run`);
  for (const signal of [what.stopSignal, 'SIGKILL'] as const) {
    process.kill(pid, signal);
    if (await until(() => !isRunning(pid), what.stopMsMax)) return;
  }
  throw new Error(`process ${pid}, left over from an earlier run, does not end`);
}

export function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** The last lines of a log, for an error message. */
export function logTail(logFile: string, lines = 15): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
