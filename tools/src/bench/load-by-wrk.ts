import { join } from 'node:path';
import { repositoryRoot, until } from '@allocator/local';
import { asLoadGenerator } from './cpu-time.js';
import type { Load } from './load.js';
import type { Program } from './outside/program.js';
import { runGenerator } from './outside/run-generator.js';
import { type WrkReport, addLatencies, demandStored, parseWrkReport, requestsOf } from './outside/wrk-report.js';

export const wrkProgram: Program = { name: 'wrk', package: 'wrk' };

/** One wrk: what it sends, and to where. */
export interface WrkLoad {
  readonly baseUrl: string;
  readonly connections: number;
  readonly threads: number;
  readonly script: 'assign.lua' | 'put-if-absent.lua';
  /** Of the script, after the number of the run. */
  readonly args: readonly string[];
}

const scripts = join(repositoryRoot, 'tools', 'src', 'bench', 'outside');
/** Within this time the service answers everything. With wrk's 2 s, what is slow would count as failed. */
const answerTimeout = '15s';
const settledMsMax = 10_000;
let runs = 0;

/**
 * Loads for the warm-up, then for the measured time; several at the same time. Throws if anything was refused or failed, or is
 * not stored.
 * @param storedCount how many are stored now
 */
export async function loadByWrk(
  load: Load,
  loads: readonly WrkLoad[],
  storedCount: () => Promise<number>,
): Promise<void> {
  const { warmUpMs, measureMs } = load.length;
  const warmUp = await runWrks(loads, warmUpMs, load.signal);
  const reports = await runWrks(loads, measureMs, load.signal);
  addLatencies(load.latencyUs, reports);
  const connections = loads.reduce((sum, each) => sum + each.connections, 0);
  const stored = await storedAtLast(storedCount, load.signal);
  demandStored(stored, { answered: requestsOf([...warmUp, ...reports]), cutOffMax: 2 * connections });
  load.took(requestsOf(reports), Math.max(...reports.map(({ durationUs }) => durationUs)) / 1_000, stored);
}

/** Several at the same time. */
export async function runWrks(loads: readonly WrkLoad[], ms: number, signal: AbortSignal): Promise<WrkReport[]> {
  return asLoadGenerator(() => Promise.all(loads.map((each) => runWrk(each, ms, signal))));
}

async function runWrk(load: WrkLoad, ms: number, signal: AbortSignal): Promise<WrkReport> {
  const { baseUrl, connections, threads, script, args } = load;
  // wrk takes whole seconds.
  const seconds = Math.ceil(ms / 1_000);
  const options = ['-c', connections, '-t', threads, '-d', `${String(seconds)}s`, '--timeout', answerTimeout];
  const output = await runGenerator(
    'wrk',
    [...options.map(String), '-s', script, baseUrl, '--', String(++runs), ...args],
    {
      cwd: scripts,
      signal,
    },
  );
  return parseWrkReport(output);
}

/** How many are stored once no more follow. */
async function storedAtLast(storedCount: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let stored = await storedCount();
  const isSettled = async (): Promise<boolean> => stored === (stored = await storedCount());
  if (!(await until(isSettled, settledMsMax, signal))) throw new Error('requests are still stored after wrk has ended');
  return stored;
}
