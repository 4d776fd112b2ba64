import { assignByWrk } from '../assign-by-wrk.js';
import { poolIds } from '../bench-terms.js';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import type { BenchService, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import type { BenchDatabase } from '../stage.js';
import { connections } from './single.js';

/** Two services on one database: `wrk` is the same with one. */
export const processes = severalProcesses('processes', 2);
export const fourProcesses = severalProcesses('processes-4', 4);
/** As a load balancer that sends each pool to one process: no two processes need the same lane. */
export const processesByPool = severalProcesses('processes-by-pool', 2, true);

function severalProcesses(name: string, count: number, isByPool = false): Scenario {
  const shares = isByPool ? 'with its own pools' : 'with all pools';
  return {
    name,
    does: `as wrk, the connections divided over ${String(count)} services on one database, each ${shares}`,
    answer: 'a request',
    unit: 'assignments',
    ...(name === 'processes' && { inQuick: true }),
    needs: [wrkProgram],
    async start(round: Round): Promise<Running> {
      const services = await severalServices(round, await round.database('filled'), count);
      const each = { connections: connections / count, threads: 1 };
      const loads = await Promise.all(
        services.map((service, index) => {
          const pools = poolIds.filter((_, lane) => !isByPool || lane % count === index);
          return assignByWrk(round, service, { ...each, pools });
        }),
      );
      return { work: (load) => loadByWrk(load, loads, () => round.assignedCount()) };
    },
  };
}

export async function severalServices(
  round: Round,
  database: BenchDatabase,
  count: number,
): Promise<readonly BenchService[]> {
  const services: BenchService[] = [];
  while (services.length < count) services.push(await round.service({ database }));
  return services;
}
