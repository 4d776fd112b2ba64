import { assignByWrk } from '../assign-by-wrk.js';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { connections } from './single.js';

/** Of the load generator: one for each core of a small machine. */
export const threads = 2;

/** `single` with a load generator that costs a tenth, and that other products can be measured with. */
export const wrk: Scenario = {
  name: 'wrk',
  does: `the service by POST assignments, sent by wrk: ${String(connections)} connections, a pool in each lane`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  needs: [wrkProgram],
  start: (round) => withConnections(round, connections),
};

export async function withConnections(round: Round, count: number): Promise<Running> {
  const byWrk = await assignByWrk(round, await round.service(), { connections: count, threads });
  return {
    work: async (load) => {
      await loadByWrk(load, [byWrk], () => round.assignedCount());
      const { latencyUs } = load;
      load.also({ p99ToP50: latencyUs.getValueAtPercentile(99) / latencyUs.getValueAtPercentile(50) });
    },
  };
}
