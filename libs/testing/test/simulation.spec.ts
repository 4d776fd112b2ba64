import { describe, expect, it } from '@jest/globals';
import { defects, describeRun, runSeed, shrink } from '@allocator/testing';

const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 500);
/** One seed to run alone, as a failure names it. */
const only = process.env['SIMULATION_SEED'];
const parts = 10;
/** Seeds that a planted bug may take; each is found within far fewer. */
const seedsToFindMax = 500;
const timeoutMs = 300_000;

/** Throws the shortest history it can find for the first seed that fails. */
async function run(from: number, to: number): Promise<void> {
  for (let seed = from; seed < to; seed++) {
    const ran = await runSeed(seed);
    const origin = `seed ${String(seed)} (SIMULATION_SEED=${String(seed)} npm test -- simulation runs it alone)`;
    if (ran.faults.length > 0) throw new Error(describeRun(origin, await shrink(ran.history)));
  }
}

describe('the simulation', () => {
  if (only !== undefined) {
    it(`passes seed ${only}`, () => run(Number(only), Number(only) + 1), timeoutMs);
    return;
  }
  const each = Math.ceil(seeds / parts);
  it.each(Array.from({ length: parts }, (_, part) => [part * each + 1, Math.min(seeds, (part + 1) * each)]))(
    'passes seeds %i to %i',
    (from, to) => run(from, to + 1),
    timeoutMs,
  );

  it('ends equally under an equal seed', async () => {
    expect(await runSeed(7)).toEqual(await runSeed(7));
  });

  it.each(defects)(
    'finds the planted bug %s, in seeds that pass without it',
    async (defect) => {
      let seed = 1;
      let ran = await runSeed(seed, defect);
      while (ran.faults.length === 0 && seed < seedsToFindMax) ran = await runSeed(++seed, defect);
      expect(ran.faults).not.toEqual([]);
      expect((await runSeed(seed)).faults).toEqual([]);
      const shortest = await shrink(ran.history, defect);
      expect(shortest.faults).not.toEqual([]);
      const steps = `${String(ran.history.steps.length)} steps, ${String(shortest.history.steps.length)} of them enough`;
      process.stdout.write(`${defect}: found by seed ${String(seed)} of ${steps}; ${shortest.faults[0] ?? ''}\n`);
    },
    timeoutMs,
  );
});
