import { ServiceClient, until } from '@allocator/local';
import { lanes } from '../bench-terms.js';
import type { BenchService, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';

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
  async start(round: Round): Promise<Running> {
    const database = await round.database('filled');
    const events = await eventCount(database);
    const service = await round.service({ database, roles: 'relay', kafka: await round.topics() });
    return {
      work: async (load) => {
        const first = await published(service, (count) => count > 0, load.signal);
        const began = performance.now();
        const count = await published(service, (reached) => reached >= events, load.signal);
        load.took(count, ((performance.now() - began) * count) / (count - first));
      },
      storedCount: () => Promise.resolve(events),
    };
  },
};

export async function eventCount(database: BenchDatabase): Promise<number> {
  const [row] = await database.run<{ events: number }>('select sum(position)::float8 as events from lanes');
  return row?.events ?? 0;
}

/** The number of events that the relay has published, once it is enough. */
export async function published(
  { baseUrl }: BenchService,
  isEnough: (count: number) => boolean,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  const look = async (): Promise<boolean> => {
    const { body } = await new ServiceClient(baseUrl).send({ method: 'GET', path: '/health/ready' });
    const { relay: states } = body as unknown as Readiness;
    count = states.reduce((sum, { publishedUpTo }) => sum + (publishedUpTo ?? 0), 0);
    return states.length === lanes && isEnough(count);
  };
  if (!(await until(look, relayMsMax, signal)))
    throw new Error(`the relay published ${String(count)} events and then no more`);
  return count;
}
