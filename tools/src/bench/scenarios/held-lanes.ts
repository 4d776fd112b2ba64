import pg from 'pg';
import { httpRequestOf } from '@allocator/local';
import { lanes, newAssign, poolIds } from '../bench-terms.js';
import { assignByWrk } from '../assign-by-wrk.js';
import { runWrks, wrkProgram } from '../load-by-wrk.js';
import { addLatencies, requestsOf } from '../outside/wrk-report.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { severalServices } from './processes.js';
import { connections } from './single.js';

const heldPools = poolIds.slice(0, lanes / 2);
const freePools = poolIds.slice(lanes / 2);
/** Of each service in each held lane: what users there would send meanwhile. */
const waitingPerLane = 4;

/** Lanes that another process holds for seconds must not slow down the other lanes. */
export const heldLanes: Scenario = {
  name: 'held-lanes',
  does: `as processes, from pools in half of the lanes; then the same while another session holds the other lanes, for which commands wait`,
  answer: 'a request, while lanes are held',
  unit: 'assignments',
  inQuick: true,
  needs: [wrkProgram],
  async start(round: Round): Promise<Running> {
    const database = await round.database('filled');
    const services = await severalServices(round, database, 2);
    const clients = await Promise.all(services.map((service) => round.client(service, lanes * waitingPerLane)));
    const use = { connections: connections / 2, threads: 1, pools: freePools };
    const loads = await Promise.all(services.map((service) => assignByWrk(round, service, use)));
    return {
      work: async (load) => {
        const { warmUpMs, measureMs } = load.length;
        await runWrks(loads, warmUpMs, load.signal);
        const free = requestsOf(await runWrks(loads, measureMs, load.signal));
        const release = await holdLanes(database.url);
        // Their answers, and their refusals if they wait too long, are those of the held lanes.
        const waiting = clients.flatMap((client) =>
          heldPools.flatMap((poolId) =>
            Array.from({ length: waitingPerLane }, () => client.exchange(httpRequestOf(newAssign(poolId)))),
          ),
        );
        const reports = await runWrks(loads, measureMs, load.signal);
        await release();
        await Promise.allSettled(waiting);
        addLatencies(load.latencyUs, reports);
        const ms = Math.max(...reports.map(({ durationUs }) => durationUs)) / 1_000;
        load.took(requestsOf(reports), ms, await round.assignedCount());
        load.also({ rateToNoneHeld: requestsOf(reports) / free });
      },
    };
  },
};

/** Returns what ends it. */
async function holdLanes(connectionString: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('begin');
  await client.query(`select from lanes where lane < ${String(heldPools.length)} for update`);
  return () => client.end();
}
