import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Pool as HttpPool } from 'undici';
import { authorization } from '../authorization.js';
import { dearBodies } from '../dear-bodies.js';
import type { FloodSettings } from '../flood.js';
import type { Hostile } from '../hostile-worker.js';
import { Load } from '../load.js';
import { watchMemory } from '../watch-memory.js';
import { onSchedule } from '../on-schedule.js';
import { QuietWwsf, quietPerSecond } from '../quiet-wwsf.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';

const connections = 64;
const livePerSecond = 20;
const warmUpMs = 2_000;
const lengths = { full: { quietMs: 10_000, floodMs: 30_000 }, quick: { quietMs: 4_000, floodMs: 8_000 } };

/** One WWSF sends the most expensive bodies without a pause, while another one assigns and `/health/live` is called. */
export const hostile: Scenario = {
  name: 'hostile',
  does:
    `a WWSF sends ${String(Object.keys(dearBodies).length)} kinds of expensive bodies of up to 2 MiB on ${String(connections)} connections without a pause, half of them ` +
    `chunked; another one assigns ${String(quietPerSecond)} times a second, and /health/live is called ${String(livePerSecond)} times a second, on a schedule`,
  answer: "an assignment of the other WWSF's, from when it was due",
  unit: 'assignments',
  inQuick: true,
  once: true,
  async start(stage): Promise<Running> {
    const length = lengths[stage.isQuick ? 'quick' : 'full'];
    const database = await stage.newDatabase('filled');
    const service = await startService(stage, { database, roles: 'api,scheduler' });
    const quiet = await QuietWwsf.setUp(service);
    const monitor = new HttpPool(service.baseUrl, { connections: livePerSecond });
    const measure = async (measureMs: number, signal: AbortSignal): Promise<Measured> => {
      const [assignments, lives] = [
        new Load({ warmUpMs, measureMs }, signal),
        new Load({ warmUpMs, measureMs }, signal),
      ];
      await Promise.all([quiet.offer(assignments), askLive(monitor, lives)]);
      return { assignments, lives };
    };
    return {
      service,
      work: async (load) => {
        const before = await measure(length.quietMs, load.signal);
        const memory = watchMemory(service.pid);
        const ms = warmUpMs + length.floodMs;
        const flooding = flood({ baseUrl: service.baseUrl, authorization, underWayMax: connections, ms });
        const [during, { statuses, sentBytes }] = await Promise.all([measure(length.floodMs, load.signal), flooding]);
        const { count, seconds, latencyUs } = during.assignments.result();
        load.latencyUs.add(latencyUs);
        load.took(count, seconds * 1_000, await database.assignedCount());
        load.also({
          ...figures('', before.assignments, during.assignments),
          ...figures('live', before.lives, during.lives),
          ...Object.fromEntries(Object.entries(statuses).map(([status, sent]) => [`answered ${status}`, sent])),
          sentMbPerSecond: (sentBytes * 1_000) / ms / 1_048_576,
          memoryGrowthMb: memory()?.growthMb ?? NaN,
        });
      },
      storedCount: () => database.assignedCount(),
      stop: async () => {
        await Promise.all([quiet.close(), monitor.destroy()]);
        await service.stop();
      },
    };
  },
};

interface Measured {
  readonly assignments: Load;
  readonly lives: Load;
}

/** Latencies in ms without and with the flood. */
function figures(of: string, before: Load, during: Load): Record<string, number> {
  const at = (load: Load, percentile: number): number => load.latencyUs.getValueAtPercentile(percentile) / 1_000;
  const name = (figure: string): string => (of === '' ? figure : of + figure.charAt(0).toUpperCase() + figure.slice(1));
  return {
    [name('quietP50Ms')]: at(before, 50),
    [name('quietP99Ms')]: at(before, 99),
    [name('p50Ms')]: at(during, 50),
    [name('p99Ms')]: at(during, 99),
    [name('p99ToQuiet')]: at(during, 99) / at(before, 99),
  };
}

function askLive(http: HttpPool, load: Load): Promise<void> {
  return onSchedule(load, livePerSecond, async (due) => {
    const answer = await http.request({ method: 'GET', path: '/health/live' });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`/health/live was answered ${String(answer.statusCode)}`);
    load.answered(1, due);
  });
}

/** The flood has its own thread, so that sending it does not delay the measured requests. */
async function flood(settings: FloodSettings): Promise<Hostile> {
  const worker = new Worker(new URL('../hostile-worker.js', import.meta.url), { workerData: settings });
  const [sent] = (await once(worker, 'message')) as [Hostile];
  await worker.terminate();
  return sent;
}
