/**
 * Runs the work and sends heartbeats to the consumer group meanwhile, however long it takes. If a heartbeat fails (the group is
 * rebalancing, or does not know this member any more), its error is thrown after the work has ended: the work is never interrupted.
 * @param everyMs time between two heartbeats
 */
export async function keepMembership<T>(
  heartbeat: () => Promise<void>,
  everyMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const failures: unknown[] = [];
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = heartbeat().catch((error: unknown) => void failures.push(error));
  }, everyMs);
  try {
    const result = await work();
    clearInterval(timer);
    await beating;
    if (failures.length > 0) throw failures[0];
    return result;
  } finally {
    clearInterval(timer);
  }
}
