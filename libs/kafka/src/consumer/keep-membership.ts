/**
 * Runs the work and tells the group meanwhile that this member lives, however long it takes. What the group answers (it
 * is being divided anew, this member is not known any more) is thrown once the work has ended, and never cuts it short.
 */
export async function keepMembership<T>(
  heartbeat: () => Promise<void>,
  everyMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const lost: unknown[] = [];
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = heartbeat().catch((error: unknown) => void lost.push(error));
  }, everyMs);
  try {
    const result = await work();
    clearInterval(timer);
    await beating;
    if (lost.length > 0) throw lost[0];
    return result;
  } finally {
    clearInterval(timer);
  }
}
