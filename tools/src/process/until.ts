import { setTimeout as sleep } from 'node:timers/promises';

const askAgainMs = 50;

/** Asks until the answer is yes; false where that took longer than `waitMsMax`. Throws once `signal` is aborted. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  waitMsMax: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + waitMsMax;
  for (;;) {
    signal?.throwIfAborted();
    if (await isSo()) return true;
    if (performance.now() > deadline) return false;
    await sleep(askAgainMs);
  }
}
