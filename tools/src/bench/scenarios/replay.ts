import { until } from '../../process/until.js';
import { newTopics } from '../bench-topics.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { published } from './relay.js';

const replayMsMax = 300_000;
const rowsPerRead = 1_000;

/** A read model made anew from the topic, from its first position. */
export const replay: Scenario = {
  name: 'replay',
  does: 'a projector that begins at position 0 reads the events of all imports from the topic into its read model',
  answer: '',
  unit: 'events',
  inQuick: false,
  once: true,
  async start(stage): Promise<Running> {
    const database = await stage.newDatabase('filled');
    const topics = await newTopics(stage);
    const [row] = await database.run<{ events: number }>('select sum(position)::float8 as events from lanes');
    const events = row?.events ?? 0;
    const relaying = await startService(stage, {
      database: { ...database, drop: () => Promise.resolve() },
      roles: 'relay',
      kafka: topics,
    });
    await published(relaying.baseUrl, (count) => count >= events, stage.signal);
    await relaying.stop();
    const service = await startService(stage, { database, roles: 'projector', kafka: topics });
    const projected = async (): Promise<number> => {
      const [sum] = await database.run<{ projected: number }>(
        'select coalesce(sum(position), 0)::float8 as projected from projection_checkpoints',
      );
      return sum?.projected ?? 0;
    };
    return {
      service,
      work: async (load) => {
        await until(async () => (await projected()) > 0, replayMsMax, load.signal);
        const [from, began] = [await projected(), performance.now()];
        await until(async () => (await projected()) >= events, replayMsMax, load.signal);
        const ms = ((performance.now() - began) * events) / (events - from);
        const readBegan = performance.now();
        for (let after = 0; after < events / 8; after += rowsPerRead) {
          for (let lane = 0; lane < 8; lane++)
            await database.run(
              `select document from events where lane = ${String(lane)} and position > ${String(after)} order by position limit ${String(rowsPerRead)}`,
            );
        }
        const readMs = performance.now() - readBegan;
        load.took(events, ms);
        load.also({ bareReadPerSecond: (events / readMs) * 1_000, toBareRead: readMs / ms });
      },
      storedCount: projected,
      stop: () => service.stop(),
    };
  },
};
