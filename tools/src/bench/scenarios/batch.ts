import { assignBatch, assignSideBySide } from '../assign-side-by-side.js';
import type { BenchServiceOptions, Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { Stock } from '../stock.js';

/** One worker for each lane. */
export const batches = { workers: 8, size: 1_000 };

/** The service as its users have it, through the batch endpoint. */
export const batch: Scenario = {
  name: 'batch',
  does: `the service by POST assignment-batches, ${String(batches.size)} commands a request, ${String(batches.workers)} requests in flight`,
  answer: `a request of ${String(batches.size)}`,
  unit: 'assignments',
  inQuick: true,
  start: (round) => startBatch(round),
};

export async function startBatch(round: Round, service: BenchServiceOptions = {}): Promise<Running> {
  const client = await round.client(await round.service(service), batches.workers);
  const stock = new Stock(round.stage.identitiesPerPool);
  return {
    work: (load) => assignSideBySide(load, stock, batches, (poolId) => assignBatch(client, poolId, batches.size)),
  };
}
