import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTime } from '../cpu-time.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { eventCount, published } from './relay.js';

const quietMs = 20_000;
/** After the last event. V8 collects the garbage of the start once, 12 s or more after it: 250 ms of processor time. */
const settleMs = 40_000;

/** What a service costs that no one uses. */
export const idle: Scenario = {
  name: 'idle',
  does: `a service with all roles and Kafka, without any request for ${String(quietMs / 1_000)} s`,
  answer: '',
  unit: 'seconds',
  inQuick: true,
  once: true,
  async start(round: Round): Promise<Running> {
    const database = await round.database('terms');
    const events = await eventCount(database);
    const roles = 'api,relay,scheduler,projector';
    const service = await round.service({ database, roles, kafka: await round.topics() });
    await published(service, (count) => count >= events, round.stage.signal);
    await sleep(settleMs, undefined, { signal: round.stage.signal });
    return {
      work: async (load) => {
        const [before, began] = [cpuTime(), performance.now()];
        await sleep(quietMs, undefined, { signal: load.signal });
        const [after, ms] = [cpuTime(), performance.now() - began];
        load.took(quietMs / 1_000, ms);
        if (before === undefined || after === undefined) return;
        const percent = (part: 'service' | 'postgres' | 'kafka'): number => (after[part] - before[part]) / ms / 10;
        load.also({
          servicePercent: percent('service'),
          postgresPercent: percent('postgres'),
          kafkaPercent: percent('kafka'),
        });
      },
      storedCount: () => Promise.resolve(quietMs / 1_000),
    };
  },
};
