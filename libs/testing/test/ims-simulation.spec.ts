import { describe, expect, it } from '@jest/globals';
import {
  describeImsRun,
  type ImsDefect,
  imsDefects,
  type MixName,
  mixes,
  runImsSeed,
  shrinkIms,
} from '@allocator/testing/simulation';

/** Of the mix `everything`; each other mix runs a share of them. */
const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 200);
/** One seed to run alone, with its mix, as a failure names them. */
const only = process.env['SIMULATION_SEED'];
const mixOfOnly = (process.env['SIMULATION_MIX'] ?? 'everything') as MixName;
const parts = 10;
const shareOfMix = 0.125;
/** Seeds within which a planted bug, or a broken declaration, must be found; each needs far fewer. */
const seedsToFindMax = 200;
const timeoutMs = 300_000;

/** The eP-CSCF breaks what its vendor must declare (docs/adr/0034): no allocation can be safe. */
const controls: readonly MixName[] = ['refuses-one-alone', 'reports-while-pending'];
const passing = (Object.keys(mixes) as MixName[]).filter((mix) => !controls.includes(mix));

/** The mix in which each planted bug does damage. */
const mixOf: Record<ImsDefect, MixName> = {
  'instant-off-by-one': 'plain',
  'skew-counted-once': 'plain',
  'leeway-not-counted': 'plain',
  'flight-not-counted': 'plain',
  'purge-not-counted': 'plain',
  'minimum-not-counted': 'registrar-minimum',
  'generation-not-checked': 'refusals',
  'contacts-not-checked': 'refusals',
  'older-refusal-counts': 'prolonged-refusals',
  'unnumbered-refusal-counts': 'prolonged-refusals',
  'undated-look-counts': 'contact-lost',
  'dated-by-arrival': 'contact-lost',
  'guard-not-waited': 'contact-lost',
  'newest-token-counts': 'shorter-tokens',
  'former-token-not-checked': 'refusals',
  'raise-moves-no-lease': 'changed-terms',
  'raise-holds-no-identity': 'longer-leeway',
  'raise-under-way-not-counted': 'raises-under-way',
};

/** Throws for the first seed that fails, with the shortest history that still fails. */
async function runSeeds(mix: MixName, from: number, to: number): Promise<void> {
  for (let seed = from; seed < to; seed++) {
    const run = await runImsSeed(seed, mixes[mix]);
    if (run.faults.length > 0) throw new Error(describeImsRun(originOf(mix, seed), await shrinkIms(run.history)));
  }
}

function originOf(mix: MixName, seed: number): string {
  const variables = `SIMULATION_MIX=${mix} SIMULATION_SEED=${String(seed)}`;
  return `seed ${String(seed)} of ${mix} (${variables} npm test -- ims-simulation repeats it)`;
}

/** The first seed that fails, and the report of its shortest history. */
async function find(mix: MixName, defect?: ImsDefect): Promise<{ seed: number; report: string }> {
  for (let seed = 1; seed <= seedsToFindMax; seed++) {
    const run = await runImsSeed(seed, mixes[mix], defect);
    if (run.faults.length === 0) continue;
    const shortest = await shrinkIms(run.history, defect);
    expect(shortest.faults).not.toEqual([]);
    return { seed, report: describeImsRun(`${defect ?? 'found'}: ${originOf(mix, seed)}`, shortest) };
  }
  throw new Error(`${defect ?? mix} was not found within ${String(seedsToFindMax)} seeds of ${mix}`);
}

describe('the service against the model of the IMS', () => {
  if (only !== undefined) {
    it(`passes seed ${only} of ${mixOfOnly}`, () => runSeeds(mixOfOnly, Number(only), Number(only) + 1), timeoutMs);
    return;
  }

  it.each(passing.filter((mix) => mix !== 'everything'))(
    'passes %s',
    (mix) => runSeeds(mix, 1, Math.ceil(seeds * shareOfMix) + 1),
    timeoutMs,
  );

  const each = Math.ceil(seeds / parts);
  it.each(Array.from({ length: parts }, (_, part) => [part * each + 1, Math.min(seeds, (part + 1) * each)]))(
    'passes everything, seeds %i to %i',
    (from, to) => runSeeds('everything', from, to + 1),
    timeoutMs,
  );

  it.each(controls)(
    'finds two holders of one identity where the eP-CSCF %s',
    async (mix) => {
      const { report } = await find(mix);
      process.stdout.write(`${report}\n`);
    },
    timeoutMs,
  );

  it('assigns identities to one holder after another, so that there is something to find', async () => {
    const handovers = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => (await runImsSeed(seed, mixes.plain)).handovers),
    );
    expect(handovers.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
  });

  it('gives the same events for the same seed', async () => {
    expect(await runImsSeed(7)).toEqual(await runImsSeed(7));
  });

  it.each(imsDefects)(
    'finds the planted bug %s, in seeds that pass without it',
    async (defect) => {
      const mix = mixOf[defect];
      const { seed, report } = await find(mix, defect);
      expect((await runImsSeed(seed, mixes[mix])).faults).toEqual([]);
      process.stdout.write(`${report}\n`);
    },
    timeoutMs,
  );
});
