#!/usr/bin/env node
// `allocator`: the command line of operators and auditors.
import { once } from 'node:events';
import { CommanderError } from 'commander';
import { CommandError, exitCodes } from './command/command-error.js';
import { createProgram } from './create-program.js';

const stop = new AbortController();
const readerLeft = new AbortController();
const reading = AbortSignal.any([stop.signal, readerLeft.signal]);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
for (const stream of [process.stdout, process.stderr]) stream.on('error', onLostOutput);

try {
  await createProgram({
    signal: stop.signal,
    reading,
    env: process.env,
    print: (line) => process.stdout.write(`${line}\n`),
    printed: async () => {
      reading.throwIfAborted();
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain', { signal: reading });
    },
    notice: (line) => process.stderr.write(`${line}\n`),
    setExitCode: (exitCode) => (process.exitCode = exitCode),
  }).parseAsync();
} catch (error) {
  process.exitCode = await exitCodeOf(error);
}

/** A reader that leaves early (`| head`) stops what only prints, and no other work. Any other fault, as of a full disk, loses a part of the answer. */
function onLostOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') {
    readerLeft.abort();
    return;
  }
  console.error(`the output cannot be written: ${error.message}`);
  process.exit(exitCodes.wrongUse);
}

/** Prints the error, unless commander has printed it. */
async function exitCodeOf(thrown: unknown): Promise<number> {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  if (stop.signal.aborted) return exitCodes.stopped;
  if (readerLeft.signal.aborted && thrown instanceof Error && thrown.name === 'AbortError') return exitCodes.done;
  if (thrown instanceof CommandError) return complain(thrown.message, thrown.exitCode);
  const { databaseFault } = await import('./history/database-fault.js');
  const fault = databaseFault(thrown);
  if (fault !== undefined) return complain(fault.message, fault.exitCode);
  return complain(thrown instanceof Error ? thrown.message : String(thrown), exitCodes.serviceFailed);
}

function complain(message: string, exitCode: number): number {
  console.error(message);
  return exitCode;
}
