import { addIdentities } from '../add-identities.js';
import { commandsPerRequest, flood } from '../flood.js';
import { quietAndLoaded } from '../load.js';
import { QuietWwsf, quietPerSecond } from '../quiet-wwsf.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { watchMemory } from '../watch-memory.js';

const timesCapacity = 5;
/** Requests at the same time while capacity is measured. */
const requestsAtCapacity = 32;
const requestsMax = 512;
const warmUpMs = 3_000;
const lengths = {
  full: { capacityMs: 8_000, quietMs: 10_000, floodMs: 60_000, identitiesPerPool: 150_000 },
  quick: { capacityMs: 4_000, quietMs: 4_000, floodMs: 8_000, identitiesPerPool: 25_000 },
};

/** One WWSF offers five times what the service can do; another one must not notice. */
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
  async start(round: Round): Promise<Running> {
    const { capacityMs, quietMs, floodMs, identitiesPerPool } = lengths[round.stage.size];
    const database = await round.database('filled');
    await addIdentities(database, identitiesPerPool, undefined);
    // Otherwise the quiet time would include the checkpoint that so many new rows cause.
    await database.run('checkpoint');
    const service = await round.service({ database, roles: 'api,scheduler' });
    const quiet = await QuietWwsf.setUp(round, service);
    const batches = { bodies: 'assignments' } as const;
    return {
      work: async (load) => {
        const alone = { ...batches, requestsMax: requestsAtCapacity, ms: capacityMs };
        const capacity = ((await flood(round.stage, service, alone)).assigned * 1_000) / capacityMs;
        const before = await quiet.measure({ warmUpMs: 1_000, measureMs: quietMs }, load.signal);
        const memory = watchMemory(service.pid);
        const ms = warmUpMs + floodMs;
        const requestsPerSecond = (timesCapacity * capacity) / commandsPerRequest;
        const [flooded, during] = await Promise.all([
          flood(round.stage, service, { ...batches, requestsMax, requestsPerSecond, ms }),
          quiet.measure({ warmUpMs, measureMs: floodMs }, load.signal),
        ]);
        const assigned = flooded.assigned + during.answeredCount;
        load.latencyUs.add(during.result().latencyUs);
        load.took(assigned, ms, await round.assignedCount());
        load.also({
          capacity,
          offeredToCapacity: (flooded.offered * 1_000) / ms / capacity,
          goodputToCapacity: (assigned * 1_000) / ms / capacity,
          refusedShare: (flooded.offered - flooded.assigned) / Math.max(1, flooded.offered),
          ...quietAndLoaded(before, during),
          memoryGrowthMb: memory()?.growthMb ?? NaN,
        });
      },
    };
  },
};
