import { assignOne, assignSideBySide } from '../assign-side-by-side.js';
import type { BenchServiceOptions, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';

export const connections = 64;

/** The service as its users have it, one assignment a request. */
export const single: Scenario = {
  name: 'single',
  does: `the service by POST assignments, one a request, ${String(connections)} connections that stay open`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  start: (round) => startSingle(round),
};

export async function startSingle(round: Round, service: BenchServiceOptions = {}): Promise<Running> {
  const client = await round.client(await round.service(service), connections);
  const stock = new Stock(round.stage.identitiesPerPool);
  const workers = { workers: connections, size: 1 };
  return { work: (load) => assignSideBySide(load, stock, workers, (poolId) => assignOne(client, poolId)) };
}
