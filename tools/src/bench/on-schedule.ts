import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from './load.js';

/** With more requests at the same time, the offered load is too high for the service. */
const underWayMax = 5_000;

/**
 * Offers a fixed load: each request is due at its time, is sent then whether or not earlier answers have come, and its
 * latency counts from when it was due. So no wait is left out because the sender waited, too (coordinated omission).
 * @param send gets the time at which it was due (`performance.now()`); an error ends the load
 */
export async function onSchedule(
  load: Pick<Load, 'continues'>,
  perSecond: number,
  send: (due: number, index: number) => Promise<void>,
): Promise<void> {
  const begin = performance.now();
  const dueAt = (index: number): number => begin + (index * 1_000) / perSecond;
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (let index = 0; load.continues() && failures.length === 0;) {
    for (; dueAt(index) <= performance.now(); index++) {
      const sent = send(dueAt(index), index)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    }
    if (underWay.size > underWayMax)
      failures.push(new Error(`${String(underWay.size)} requests are under way: the offered load is too high`));
    await sleep(Math.max(0, dueAt(index) - performance.now()));
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
