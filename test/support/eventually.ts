import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 20;

/** Looks until the fact holds: for facts of another process, which has no signal to wait on. Throws when the time is over. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  what = 'the awaited fact',
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} does not hold after ${String(withinMs)} ms`);
    await pause(lookEveryMs);
  }
}
