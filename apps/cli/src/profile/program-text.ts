import { spawn } from 'node:child_process';
import { streamText } from './stream-text.js';

/** Between the request to end and the end by force, for what does not react. In milliseconds. */
const graceMs = 1_000;

/**
 * What a program prints until it ends, at most `bytesMax`. Throws if it fails; the message has nothing that the program was given or
 * has written, which can be a secret. It is a group of processes of its own, without a terminal, so that an abort ends it with
 * everything that it has started.
 */
export async function programText(
  [program = '', ...words]: readonly string[],
  bytesMax: number,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'], detached: true, signal });
  const failure = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', ({ code }: NodeJS.ErrnoException) => {
      reject(new Error(code ?? 'it cannot be started'));
    });
    child.once('close', (exitCode, endedBy) => {
      if (exitCode === 0) resolve(undefined);
      else resolve(exitCode === null ? `ended by ${String(endedBy)}` : `exit code ${String(exitCode)}`);
    });
  });
  try {
    const [text, reason] = await Promise.all([streamText(child.stdout, bytesMax, signal), failure]);
    if (reason === undefined) return text;
    throw new Error(reason);
  } catch (error) {
    if (child.pid !== undefined) endGroup(child.pid);
    throw error;
  }
}

function endGroup(leader: number): void {
  if (signalGroup(leader, 'SIGTERM')) setTimeout(signalGroup, graceMs, leader, 'SIGKILL');
}

/** False if no process of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
