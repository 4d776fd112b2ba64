import { SingleBar } from 'cli-progress';

/** How often a line is written if the output is no terminal. */
const lineEveryMs = 5_000;

/** A bar on a terminal, otherwise a line now and then. On standard error. */
export function progressBar(format: string): SingleBar {
  return new SingleBar({
    format,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: lineEveryMs,
    hideCursor: true,
    etaBuffer: 20,
  });
}
