import { Pool as HttpPool } from 'undici';
import { startBareServer } from '../bare-service.js';
import { sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';
import { connections, postOneByOne } from './single.js';

/** The most that this server and this load generator do without deciding or storing anything. */
export const bare: Scenario = {
  name: 'bare',
  does: `a bare Nest + Fastify handler that parses the same request and answers the same JSON, ${String(connections)} connections`,
  answer: 'a request',
  unit: 'answers',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const server = await startBareServer(stage);
    const http = new HttpPool(server.baseUrl, { connections });
    const stock = new Stock(Infinity);
    let answers = 0;
    return {
      work: async (load) => {
        await sideBySide(load, connections, (worker) => postOneByOne(http, worker, stock, load));
        answers = load.answeredCount;
      },
      // It stores nothing.
      storedCount: () => Promise.resolve(answers),
      stop: async () => {
        await http.destroy();
        await server.stop();
      },
    };
  },
};
