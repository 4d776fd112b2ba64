import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 25;

/** Polls until the condition holds; false if it does not within `msMax`. Throws once `signal` is aborted. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  msMax: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + msMax;
  for (;;) {
    signal?.throwIfAborted();
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
    await sleep(pollMs);
  }
}
