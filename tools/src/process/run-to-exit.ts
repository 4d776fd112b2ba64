import { stopOnSignals } from './stop-on-signals.js';

/** Runs a command's story to its exit code. All of its processes have ended by then, so that nothing needs waiting for. */
export async function runToExit(story: (signal: AbortSignal) => Promise<number>): Promise<never> {
  const signal = stopOnSignals();
  let code: number;
  try {
    code = await story(signal);
  } catch (error) {
    // Whatever a stop interrupted has failed because of it: that is no news.
    if (!signal.aborted) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    code = signal.aborted ? stoppedEarly : 1;
  }
  process.exit(code);
}

/** As a shell has it for SIGINT: what was asked for has not been done. */
export const stoppedEarly = 130;
