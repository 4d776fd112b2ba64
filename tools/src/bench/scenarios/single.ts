import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { authorization } from '../authorization.js';
import { type Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../bench-service.js';
import { newAssign, poolIds, Stock } from '../stock.js';

export const connections = 64;

/** The service as its users have it, an assignment a request. */
export const single: Scenario = {
  name: 'single',
  does: `the service by POST assignments, one a request, ${String(connections)} connections that stay open`,
  answer: 'a request',
  unit: 'assignments',
  inQuick: true,
  once: false,
  async start(stage): Promise<Running> {
    const service = await startService(stage);
    const http = new HttpPool(service.baseUrl, { connections });
    const stock = new Stock(stage.identitiesPerPool);
    return {
      work: (load) => sideBySide(load, connections, (worker) => postOneByOne(http, worker, stock, load)),
      service,
      storedCount: () => service.database.assignedCount(),
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

/** One request after another, each to the next pool. */
export async function postOneByOne(http: HttpPool, worker: number, stock: Stock, load: Load): Promise<void> {
  for (let turn = worker; load.goesOn(); turn++) {
    const poolId = poolIds[turn % poolIds.length] as PoolId;
    if (!stock.take(poolId, 1)) {
      load.end();
      return;
    }
    const sentAt = performance.now();
    await postAssignment(http, poolId);
    load.answered(1, sentAt);
  }
}

/** Lends one identity of the pool to a new user; throws where the answer is another. */
export async function postAssignment(http: HttpPool, poolId: PoolId): Promise<string> {
  const { commandId, subject } = newAssign(poolId);
  const answer = await http.request({
    method: 'POST',
    path: `/v1/pools/${poolId}/assignments`,
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': commandId },
    body: JSON.stringify({ subject }),
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201)
    throw new Error(`an assignment was answered with ${String(answer.statusCode)} ${text}`);
  return text;
}
