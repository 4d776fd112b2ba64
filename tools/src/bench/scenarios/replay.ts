import { until } from '@allocator/local';
import { lanes } from '../bench-terms.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { eventCount, published } from './relay.js';

const replayMsMax = 300_000;
const rowsPerRead = 1_000;

/** A read model that is rebuilt from the topic, from its first position. */
export const replay: Scenario = {
  name: 'replay',
  does: 'a projector that begins at position 0 reads the events of all imports from the topic into its read model',
  answer: '',
  unit: 'events',
  once: true,
  async start(round: Round): Promise<Running> {
    const database = await round.database('filled');
    const kafka = await round.topics();
    const events = await eventCount(database);
    const relaying = await round.service({ database, roles: 'relay', kafka });
    await published(relaying, (count) => count >= events, round.stage.signal);
    await relaying.stop();
    await round.service({ database, roles: 'projector', kafka });
    const projected = async (): Promise<number> => {
      const [sum] = await database.run<{ projected: number }>(
        'select coalesce(sum(position), 0)::float8 as projected from projection_checkpoints',
      );
      return sum?.projected ?? 0;
    };
    return {
      work: async (load) => {
        await until(async () => (await projected()) > 0, replayMsMax, load.signal);
        const [from, began] = [await projected(), performance.now()];
        await until(async () => (await projected()) >= events, replayMsMax, load.signal);
        const ms = ((performance.now() - began) * events) / (events - from);
        const readBegan = performance.now();
        for (let after = 0; after < events / lanes; after += rowsPerRead) {
          for (let lane = 0; lane < lanes; lane++)
            await database.run(
              `select document from events where lane = ${String(lane)} and position > ${String(after)} order by position limit ${String(rowsPerRead)}`,
            );
        }
        const readMs = performance.now() - readBegan;
        load.took(events, ms);
        load.also({ bareReadPerSecond: (events / readMs) * 1_000, toBareRead: readMs / ms });
      },
      storedCount: projected,
    };
  },
};
