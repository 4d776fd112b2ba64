import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';
import type { Random } from './random.js';
import type { Stage } from './stage.js';

const calmMs = { min: 1_000, max: 4_000 };
/** How often two faults strike at the same time. */
const togetherPercent = 35;

/** How often each fault struck. */
export type Injected = Map<string, number>;

/**
 * Injects one fault after the other, sometimes two that strike different things at the same time, each followed by a calm in
 * which the service works. Every kind strikes before one strikes again.
 * @param now is called with the names of the current faults
 */
export async function injectFaults(
  stage: Stage,
  faults: readonly Fault[],
  random: Random,
  seconds: number,
  now: (names: readonly string[]) => void,
  signal: AbortSignal,
): Promise<Injected> {
  const injected: Injected = new Map();
  const order = random.fork();
  const end = performance.now() + seconds * 1_000;
  let left: Fault[] = [];
  while (performance.now() < end) {
    signal.throwIfAborted();
    if (left.length === 0) left = order.shuffled(faults);
    const struck = left.splice(0, 1);
    const beside = random.chance(togetherPercent)
      ? left.findIndex(({ strikes }) => strikes !== struck[0]?.strikes)
      : -1;
    if (beside >= 0) struck.push(...left.splice(beside, 1));
    now(struck.map(({ name }) => name));
    await Promise.all(
      struck.map(async (fault) => {
        await fault.strike(stage, random.fork());
        injected.set(fault.name, (injected.get(fault.name) ?? 0) + 1);
      }),
    );
    now([]);
    await sleep(random.between(calmMs.min, calmMs.max), undefined, { signal });
  }
  return injected;
}
