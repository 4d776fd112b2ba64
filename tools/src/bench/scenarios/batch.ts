import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorization } from '../authorization.js';
import { type Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { newAssign, poolIds, Stock } from '../stock.js';

export const commandsPerRequest = 1_000;
/** Two for each pool: while a lane commits one batch, its next is on its way. */
export const requestsInFlight = 8;

/** The service as its users have it, through the batch endpoint. */
export const batch: Scenario = {
  name: 'batch',
  does: `the service by POST assignment-batches, ${String(commandsPerRequest)} commands a request, ${String(requestsInFlight)} requests in flight`,
  answer: `a request of ${String(commandsPerRequest)}`,
  unit: 'assignments',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const service = await startService(stage);
    const http = new HttpPool(service.baseUrl, { connections: requestsInFlight });
    const stock = new Stock(stage.identitiesPerPool);
    return {
      work: (load) => sideBySide(load, requestsInFlight, (worker) => postBatches(http, worker, stock, load)),
      service,
      storedCount: () => service.database.assignedCount(),
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

/** One request of a thousand after another. */
export async function postBatches(
  http: HttpPool,
  worker: number,
  stock: Pick<Stock, 'take'>,
  load: Load,
  pools: readonly PoolId[] = poolIds,
): Promise<void> {
  for (let turn = worker; load.goesOn(); turn += requestsInFlight) {
    const poolId = pools[turn % pools.length] as PoolId;
    if (!stock.take(poolId, commandsPerRequest)) {
      load.end();
      return;
    }
    const commands = Array.from({ length: commandsPerRequest }, () => {
      const { commandId, subject } = newAssign(poolId);
      return { commandId, subject };
    });
    const body = JSON.stringify({ commands });
    const sentAt = performance.now();
    const answer = await http.request({
      method: 'POST',
      path: `/v1/pools/${poolId}/assignment-batches`,
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode !== 200) throw new Error(`batch: ${String(answer.statusCode)} ${bytes.toString()}`);
    demandAllAssigned(bytes);
    load.answered(commandsPerRequest, sentAt);
  }
}

const createdMark = Buffer.from('"status":201');

/** Counting in the bytes costs the two cores much less than parsing them; where the count differs, they are parsed. */
function demandAllAssigned(bytes: Buffer): void {
  let created = 0;
  for (let at = bytes.indexOf(createdMark); at >= 0; at = bytes.indexOf(createdMark, at + createdMark.length))
    created++;
  if (created === commandsPerRequest) return;
  const { outcomes } = JSON.parse(bytes.toString()) as { outcomes: readonly { status: number }[] };
  const other = outcomes.find(({ status }) => status !== 201);
  if (other !== undefined || outcomes.length !== commandsPerRequest)
    throw new Error(`batch: ${String(outcomes.length)} outcomes, one of them ${JSON.stringify(other)}`);
}
