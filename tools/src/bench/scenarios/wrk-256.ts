import { assignByWrk } from '../assign-by-wrk.js';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { p99ToP50, threads } from './wrk.js';

const connections = 256;

/** Whether all of many users wait about as long. */
export const wrk256: Scenario = {
  name: 'wrk-256',
  does: `as wrk, ${String(connections)} connections`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  needs: [wrkProgram],
  async start(round: Round): Promise<Running> {
    const byWrk = await assignByWrk(round, await round.service(), { connections, threads });
    return {
      work: async (load) => {
        await loadByWrk(load, [byWrk], () => round.assignedCount());
        load.also(p99ToP50(load));
      },
    };
  },
};
