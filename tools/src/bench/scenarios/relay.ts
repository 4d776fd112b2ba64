import type { Running, Scenario } from '../scenario.js';
import { newTopics } from '../bench-topics.js';
import { startService } from '../bench-service.js';
import type { BenchDatabase } from '../stage.js';
import { lanes } from '../stock.js';
import { until } from '../../process/until.js';

const relayMsMax = 300_000;

interface Readiness {
  readonly relay: readonly { readonly publishedUpTo?: number; readonly lag?: number }[];
}

/** A relay that finds a backlog: the events of the imports, from the store to the topic. */
export const relay: Scenario = {
  name: 'relay',
  does: 'a service with the relay alone publishes the events of all imports, from its first transaction to its last',
  answer: '',
  unit: 'events',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('filled');
    const topics = await newTopics(stage);
    const events = await eventCount(database);
    const service = await startService(stage, { database, roles: 'relay', kafka: topics });
    return {
      service,
      work: async (load) => {
        const [first, last] = [await published(service.baseUrl, (count) => count > 0, load.signal), performance.now()];
        const end = await published(service.baseUrl, (count) => count >= events, load.signal);
        load.took(end.count, ((performance.now() - last) * end.count) / (end.count - first.count));
      },
      storedCount: () => Promise.resolve(events),
      stop: () => service.stop(),
    };
  },
};

export async function eventCount(database: BenchDatabase): Promise<number> {
  const [row] = await database.run<{ events: number }>('select sum(position)::float8 as events from lanes');
  return row?.events ?? 0;
}

/** What the relay says that it has published, once there is as much as is waited for. */
export async function published(
  baseUrl: string,
  isEnough: (count: number) => boolean,
  signal: AbortSignal,
): Promise<{ readonly count: number }> {
  let count = 0;
  const look = async (): Promise<boolean> => {
    const answer = await fetch(`${baseUrl}/health/ready`);
    const { relay: states } = (await answer.json()) as Readiness;
    count = states.reduce((sum, { publishedUpTo }) => sum + (publishedUpTo ?? 0), 0);
    return states.length === lanes && isEnough(count);
  };
  if (!(await until(look, relayMsMax, signal)))
    throw new Error(`the relay has published ${String(count)} events and no more`);
  return { count };
}
