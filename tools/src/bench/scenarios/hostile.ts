import type { ServiceClient } from '@allocator/local';
import { expensiveBodies } from '../expensive-bodies.js';
import { flood } from '../flood.js';
import { type Extra, Load, quietAndLoaded } from '../load.js';
import { onSchedule } from '../on-schedule.js';
import { QuietWwsf, quietPerSecond } from '../quiet-wwsf.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { watchMemory } from '../watch-memory.js';

const connections = 64;
const livePerSecond = 20;
const warmUpMs = 2_000;
const lengths = { full: { quietMs: 10_000, floodMs: 30_000 }, quick: { quietMs: 4_000, floodMs: 8_000 } };

/** One WWSF sends the most expensive bodies without a pause, while another one assigns and `/health/live` is called. */
export const hostile: Scenario = {
  name: 'hostile',
  does:
    `a WWSF sends ${String(Object.keys(expensiveBodies).length)} kinds of expensive bodies of up to 2 MiB on ${String(connections)} connections without a pause, half of them ` +
    `chunked; another one assigns ${String(quietPerSecond)} times a second, and /health/live is called ${String(livePerSecond)} times a second, on a schedule`,
  answer: "an assignment of the other WWSF's, from when it was due",
  unit: 'assignments',
  inQuick: true,
  once: true,
  async start(round: Round): Promise<Running> {
    const { quietMs, floodMs } = lengths[round.stage.size];
    const service = await round.service({ database: await round.database('filled'), roles: 'api,scheduler' });
    const quiet = await QuietWwsf.setUp(round, service);
    const monitor = await round.client(service, livePerSecond);
    return {
      work: async (load) => {
        const measure = (measureMs: number): Promise<[Load, Load]> => {
          const length = { warmUpMs, measureMs };
          return Promise.all([quiet.measure(length, load.signal), callLive(monitor, new Load(length, load.signal))]);
        };
        const [quietBefore, liveBefore] = await measure(quietMs);
        const memory = watchMemory(service.pid);
        const ms = warmUpMs + floodMs;
        const [[during, live], { statuses, sentBytes }] = await Promise.all([
          measure(floodMs),
          flood(round.stage, service, { bodies: 'expensive', requestsMax: connections, ms }),
        ]);
        const { count, seconds, latencyUs } = during.result();
        load.latencyUs.add(latencyUs);
        load.took(count, seconds * 1_000, await round.assignedCount());
        load.also({
          ...quietAndLoaded(quietBefore, during),
          ...livePrefixed(quietAndLoaded(liveBefore, live)),
          ...Object.fromEntries(Object.entries(statuses).map(([status, sent]) => [`answered ${status}`, sent])),
          sentMbPerSecond: (sentBytes * 1_000) / ms / 1_048_576,
          memoryGrowthMb: memory()?.growthMb ?? NaN,
        });
      },
    };
  },
};

function livePrefixed(figures: Extra): Extra {
  const named = (name: string): string => `live${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [named(name), figure]));
}

async function callLive(monitor: ServiceClient, load: Load): Promise<Load> {
  await onSchedule(load, livePerSecond, async (due) => {
    await monitor.must({ method: 'GET', path: '/health/live' });
    load.answered(1, due);
  });
  return load;
}
