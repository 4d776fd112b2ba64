import { assignOne } from '../assign-side-by-side.js';
import { poolOfTurn } from '../bench-terms.js';
import { onSchedule } from '../on-schedule.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { connections } from './single.js';

const perSecond = 500;

/** How long a user waits when the service is not at its limit. */
export const paced: Scenario = {
  name: 'paced',
  does: `POST assignments, ${String(perSecond)} a second on a schedule; latency from when each was due`,
  answer: 'a request',
  unit: 'assignments',
  async start(round: Round): Promise<Running> {
    const client = await round.client(await round.service(), connections);
    return {
      work: (load) =>
        onSchedule(load, perSecond, async (due, index) => {
          await assignOne(client, poolOfTurn(index));
          load.answered(1, due);
        }),
    };
  },
};
