import { until } from '@allocator/local';

/** Polls until the condition holds: for facts of another process, which has no signal to wait on. Throws after `msMax`. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  msMax: number,
  what = 'the condition',
): Promise<void> {
  if (!(await until(holds, msMax))) throw new Error(`${what} does not hold after ${String(msMax)} ms`);
}
