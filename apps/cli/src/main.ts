#!/usr/bin/env node
// `allocator`: the command line of operators and auditors.
import { CommanderError } from 'commander';
import { CommandError, exitCodes } from './command/command-error.js';
import { databaseFault } from './history/database-fault.js';
import { createProgram } from './create-program.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
for (const stream of [process.stdout, process.stderr]) stream.on('error', onLostOutput);

try {
  await createProgram({
    signal: stop.signal,
    print: (line) => process.stdout.write(`${line}\n`),
    setExitCode: (exitCode) => (process.exitCode = exitCode),
  }).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** A reader that leaves early (`| head`) does not stop the work. Any other fault, as of a full disk, loses a part of the answer. */
function onLostOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  console.error(`the output cannot be written: ${error.message}`);
  process.exit(exitCodes.wrongUse);
}

/** Prints the error, unless commander has printed it. */
function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse;
  if (stop.signal.aborted) return exitCodes.stopped;
  const error = databaseFault(thrown) ?? thrown;
  console.error(error instanceof Error ? error.message : String(error));
  return error instanceof CommandError ? error.exitCode : exitCodes.serviceFailed;
}
