import { assignByWrk } from '../assign-by-wrk.js';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import type { BenchService, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';
import { connections } from './single.js';

/** Two services on one database: `wrk` is the same with one. */
export const processes: Scenario = {
  name: 'processes',
  does: `as wrk, half of the connections to each of two services on one database`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  needs: [wrkProgram],
  async start(round: Round): Promise<Running> {
    const services = await twoServices(round, await round.database('filled'));
    const loads = await Promise.all(
      services.map((service) => assignByWrk(round, service, { connections: connections / 2, threads: 1 })),
    );
    return { work: (load) => loadByWrk(load, loads, () => round.assignedCount()) };
  },
};

export async function twoServices(round: Round, database: BenchDatabase): Promise<readonly BenchService[]> {
  return [await round.service({ database }), await round.service({ database })];
}
