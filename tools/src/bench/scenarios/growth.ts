import { Pool as HttpPool } from 'undici';
import { step } from '../../../progress.mjs';
import { addHistory, addIdentities } from '../add-identities.js';
import { Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import type { BenchDatabase, Stage } from '../stage.js';
import { poolIds, Stock } from '../stock.js';
import { postBatches, requestsInFlight } from './batch.js';

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
/** What a measurement lends; added each time, so that every one finds as many. */
const feedPerPool = 25_000;
const length = { warmUpMs: 3_000, measureMs: 5_000 };

/** Whether lending gets slower as pools and history grow. */
export const growth: Scenario = {
  name: 'growth',
  does: `POST assignment-batches as one database grows: to 5 million identities, then by 5 million events of short documents`,
  answer: 'a request of 1000, at the largest',
  unit: 'assignments',
  inQuick: false,
  once: true,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('terms');
    return {
      work: async (load) => {
        const rates: Record<string, number> = {};
        let present = 0;
        for (const [name, size] of identitySizes) {
          await step(`growing to ${name} identities`, () =>
            addIdentities(database, (size - present) / poolIds.length, undefined),
          );
          present = size;
          rates[`at${name}Identities`] = await rateOf(stage, database, load);
        }
        let events = 0;
        for (const [name, size] of historySizes) {
          await step(`growing by ${name} events`, () => addHistory(database, (size - events) / poolIds.length));
          events = size;
          rates[`at5MIdentities${name}Events`] = await rateOf(stage, database, load);
        }
        const [first = NaN] = Object.values(rates);
        load.also({ ...rates, largestToSmallest: (Object.values(rates).at(-1) ?? NaN) / first });
      },
      storedCount: async () => (await database.assignedCount()) - (historySizes.at(-1)?.[1] ?? 0),
      stop: () => database.drop(),
    };
  },
};

/** Assignments a second of a service started for it. */
async function rateOf(stage: Stage, database: BenchDatabase, load: Load): Promise<number> {
  await addIdentities(database, feedPerPool, undefined);
  const service = await startService(stage, { database: { ...database, drop: () => Promise.resolve() } });
  const http = new HttpPool(service.baseUrl, { connections: requestsInFlight });
  const stock = new Stock(feedPerPool);
  const own = new Load(length, load.signal);
  try {
    await sideBySide(own, requestsInFlight, (worker) => postBatches(http, worker, stock, own));
  } finally {
    await http.destroy();
    await service.stop();
  }
  const { count, seconds, latencyUs } = own.result();
  load.latencyUs.reset();
  load.latencyUs.add(latencyUs);
  load.took(count, seconds * 1_000, load.answeredCount + own.answeredCount);
  return count / seconds;
}
