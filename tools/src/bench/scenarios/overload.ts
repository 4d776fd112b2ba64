import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { authorization } from '../authorization.js';
import { type Flooded, type FloodSettings, commandsPerRequest } from '../flood.js';
import { addIdentities } from '../add-identities.js';
import { Load } from '../load.js';
import { watchMemory } from '../watch-memory.js';
import { QuietWwsf, quietPerSecond } from '../quiet-wwsf.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';

const timesCapacity = 5;
/** Of the one whose requests have room to be worked on side by side: what capacity is measured with. */
const requestsAtCapacity = 32;
/** Of a flooding client: requests under way; one more is not sent, and counts as not offered. */
const requestsUnderWayMax = 512;
const lengths = {
  full: { capacityMs: 8_000, quietMs: 10_000, floodMs: 60_000, identitiesPerPool: 150_000 },
  quick: { capacityMs: 4_000, quietMs: 4_000, floodMs: 8_000, identitiesPerPool: 25_000 },
};

/** One WWSF offers five times what the service can do; another one goes on as if nothing were the matter. */
export const overload: Scenario = {
  name: 'overload',
  does:
    `a WWSF offers ${String(timesCapacity)} times the capacity for ${String(lengths.full.floodMs / 1_000)} s ` +
    `(${String(lengths.quick.floodMs / 1_000)} with --quick), in batches of ${String(commandsPerRequest)}; another one, of which one pool shares ` +
    `a lane with it, assigns ${String(quietPerSecond)} times a second on a schedule`,
  answer: "an assignment of the other WWSF's, from when it was due",
  unit: 'assignments',
  inQuick: true,
  once: true,
  async start(stage): Promise<Running> {
    const length = lengths[stage.isQuick ? 'quick' : 'full'];
    const database = await stage.newDatabase('filled');
    await addIdentities(database, length.identitiesPerPool, undefined);
    // Else the quiet seconds would be those of the checkpoint that so many new rows set off.
    await database.run('checkpoint');
    const service = await startService(stage, { database, roles: 'api,scheduler' });
    const quiet = await QuietWwsf.setUp(service);
    return {
      service,
      work: async (load) => {
        const { baseUrl } = service;
        const alone = await flood({ baseUrl, authorization, underWayMax: requestsAtCapacity, ms: length.capacityMs });
        const capacity = (alone.assigned * 1_000) / length.capacityMs;
        const before = new Load({ warmUpMs: 1_000, measureMs: length.quietMs }, load.signal);
        await quiet.offer(before);
        const during = new Load({ warmUpMs: 3_000, measureMs: length.floodMs }, load.signal);
        const memory = watchMemory(service.pid);
        const [flooding] = await Promise.all([
          flood({
            baseUrl,
            authorization,
            underWayMax: requestsUnderWayMax,
            requestsPerSecond: (timesCapacity * capacity) / commandsPerRequest,
            ms: during.length.warmUpMs + length.floodMs,
          }),
          quiet.offer(during),
        ]);
        const { latencyUs } = during.result();
        const seconds = (during.length.warmUpMs + length.floodMs) / 1_000;
        load.latencyUs.add(latencyUs);
        const assigned = flooding.assigned + during.answeredCount;
        load.took(assigned, seconds * 1_000, await database.assignedCount());
        const [p99, quietP99] = [latencyUs, before.result().latencyUs].map((each) => each.getValueAtPercentile(99));
        load.also({
          capacity,
          offeredToCapacity: flooding.offered / seconds / capacity,
          goodputToCapacity: assigned / seconds / capacity,
          refusedShare: (flooding.offered - flooding.assigned) / Math.max(1, flooding.offered),
          quietP99Ms: (quietP99 ?? NaN) / 1_000,
          p99Ms: (p99 ?? NaN) / 1_000,
          p99ToQuiet: (p99 ?? NaN) / (quietP99 ?? NaN),
          memoryGrowthMb: memory()?.growthMb ?? NaN,
        });
      },
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await quiet.close();
        await service.stop();
      },
    };
  },
};

/** The flood has a thread of its own: what it takes must not be waited for by the other WWSF. */
async function flood(settings: FloodSettings): Promise<Flooded> {
  const worker = new Worker(new URL('../flood-worker.js', import.meta.url), { workerData: settings });
  const [flooded] = (await once(worker, 'message')) as [Flooded];
  await worker.terminate();
  return flooded;
}
