import { step } from '@allocator/local';
import { addHistory, addIdentities } from '../add-identities.js';
import { assignBatch, assignSideBySide } from '../assign-side-by-side.js';
import { poolIds } from '../bench-terms.js';
import { Load } from '../load.js';
import { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase, Stage } from '../stage.js';
import { Stock } from '../stock.js';
import { batches } from './batch.js';

/** Identities in all, then events, as the one database grows. */
const identitySizes = [
  ['10k', 10_000],
  ['1M', 1_000_000],
  ['5M', 5_000_000],
] as const;
const historySizes = [
  ['1M', 1_000_000],
  ['5M', 5_000_000],
] as const;
/** For one measurement; added each time, so that each finds as many. */
const feedPerPool = 25_000;
const length = { warmUpMs: 3_000, measureMs: 5_000 };

/** Whether assigning gets slower as pools and history grow. */
export const growth: Scenario = {
  name: 'growth',
  does: `POST assignment-batches as one database grows: to 5 million identities, then by 5 million events of short documents`,
  answer: 'a request of 1000, at the largest',
  unit: 'assignments',
  once: true,
  async start(round: Round): Promise<Running> {
    const database = await round.database('terms');
    const perPool = (size: number, present: number): number => (size - present) / poolIds.length;
    return {
      work: async (load) => {
        const rates: Record<string, number> = {};
        let present = 0;
        for (const [name, size] of identitySizes) {
          await step(`growing to ${name} identities`, () => addIdentities(database, perPool(size, present), undefined));
          present = size;
          rates[`at${name}Identities`] = await rateOf(round.stage, database, load);
        }
        present = 0;
        for (const [name, size] of historySizes) {
          await step(`growing by ${name} events`, () => addHistory(database, perPool(size, present)));
          present = size;
          rates[`at5MIdentities${name}Events`] = await rateOf(round.stage, database, load);
        }
        const values = Object.values(rates);
        load.also({ ...rates, largestToSmallest: (values.at(-1) ?? NaN) / (values[0] ?? NaN) });
      },
      storedCount: async () => (await round.assignedCount()) - (historySizes.at(-1)?.[1] ?? 0),
    };
  },
};

/** Assignments a second of a service started for it. */
async function rateOf(stage: Stage, database: BenchDatabase, load: Load): Promise<number> {
  await addIdentities(database, feedPerPool, undefined);
  const round = new Round(stage);
  try {
    const client = await round.client(await round.service({ database }), batches.workers);
    const own = new Load(length, load.signal);
    await assignSideBySide(own, new Stock(feedPerPool), batches, (poolId) => assignBatch(client, poolId, batches.size));
    const { count, seconds, latencyUs } = own.result();
    load.latencyUs.reset();
    load.latencyUs.add(latencyUs);
    load.took(count, seconds * 1_000, load.answeredCount + own.answeredCount);
    return count / seconds;
  } finally {
    await round.end();
  }
}
