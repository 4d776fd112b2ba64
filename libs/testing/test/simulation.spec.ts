import { describe, expect, it } from '@jest/globals';
import { defects, describeRun, runSeed, shrink } from '@allocator/testing/simulation';

const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 200);
/** One seed to run alone, as a failure names it. */
const only = process.env['SIMULATION_SEED'];
const parts = 10;
/** Seeds within which a planted bug must be found; each needs far fewer. */
const seedsToFindMax = 500;
const timeoutMs = 300_000;

/** Throws for the first seed that fails, with the shortest history that still fails. */
async function runSeeds(from: number, to: number): Promise<void> {
  for (let seed = from; seed < to; seed++) {
    const run = await runSeed(seed);
    const origin = `seed ${String(seed)} (SIMULATION_SEED=${String(seed)} npm test -- simulation repeats it)`;
    if (run.faults.length > 0) throw new Error(describeRun(origin, await shrink(run.history)));
  }
}

describe('the simulation', () => {
  if (only !== undefined) {
    it(`passes seed ${only}`, () => runSeeds(Number(only), Number(only) + 1), timeoutMs);
    return;
  }
  const each = Math.ceil(seeds / parts);
  it.each(Array.from({ length: parts }, (_, part) => [part * each + 1, Math.min(seeds, (part + 1) * each)]))(
    'passes seeds %i to %i',
    (from, to) => runSeeds(from, to + 1),
    timeoutMs,
  );

  it('gives the same events for the same seed', async () => {
    expect(await runSeed(7)).toEqual(await runSeed(7));
  });

  it.each(defects)(
    'finds the planted bug %s, in seeds that pass without it',
    async (defect) => {
      let seed = 1;
      let run = await runSeed(seed, defect);
      while (run.faults.length === 0 && seed < seedsToFindMax) run = await runSeed(++seed, defect);
      expect(run.faults).not.toEqual([]);
      expect((await runSeed(seed)).faults).toEqual([]);
      const shortest = await shrink(run.history, defect);
      expect(shortest.faults).not.toEqual([]);
      const steps = `${String(run.history.steps.length)} steps, ${String(shortest.history.steps.length)} of them are enough`;
      process.stdout.write(`${defect}: found by seed ${String(seed)} of ${steps}; ${shortest.faults[0] ?? ''}\n`);
    },
    timeoutMs,
  );
});
