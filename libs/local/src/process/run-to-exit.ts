import { stopOnSignals } from './stop-on-signals.js';
import { EndedEarlyError } from './background-process.js';

/** Exit code of a command that was interrupted, as in a shell for SIGINT. */
export const stoppedEarly = 130;

/** Runs a command to its exit code. All of its processes have ended by then. */
export async function runToExit(command: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const signal = stopOnSignals();
  let code: number;
  try {
    code = await command(signal);
  } catch (error) {
    // What a stop interrupts fails because of it, which needs no message.
    if (!signal.aborted) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    code = error instanceof EndedEarlyError ? error.exitCode : 1;
  }
  process.exit(signal.aborted && code !== 0 ? stoppedEarly : code);
}
