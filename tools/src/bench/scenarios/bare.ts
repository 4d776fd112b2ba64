import { fileURLToPath } from 'node:url';
import { assignOne, assignSideBySide } from '../assign-side-by-side.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';
import { connections } from './single.js';

const main = fileURLToPath(new URL('../bare-server.js', import.meta.url));

/** The most that the server framework and this load generator can do without deciding or storing anything. */
export const bare: Scenario = {
  name: 'bare',
  does: `a bare Nest + Fastify handler that parses the same request and answers the same JSON, ${String(connections)} connections`,
  answer: 'a request',
  unit: 'answers',
  inQuick: true,
  async start(round: Round): Promise<Running> {
    const client = await round.client(
      await round.service({ main, database: await round.database('empty') }),
      connections,
    );
    const stock = new Stock(Infinity);
    let answers = 0;
    return {
      work: async (load) => {
        await assignSideBySide(load, stock, { workers: connections, size: 1 }, (poolId) => assignOne(client, poolId));
        answers = load.answeredCount;
      },
      // It stores nothing.
      storedCount: () => Promise.resolve(answers),
    };
  },
};
