import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { type Load, sideBySide } from '../load.js';
import type { Running, Scenario } from '../scenario.js';
import { startService } from '../service.js';
import { newAssign, poolIds, Stock } from '../workload.js';

const connections = 64;

/** The service as its users have it, an assignment a request. */
export const single: Scenario = {
  name: 'single',
  does: `the service by POST assignments, one a request, ${String(connections)} connections that stay open`,
  answer: 'a request',
  async start(stage): Promise<Running> {
    const service = await startService(stage);
    const http = new HttpPool(service.baseUrl, { connections });
    const stock = new Stock(stage.identitiesPerPool);
    return {
      work: (load) => sideBySide(load, connections, (worker) => postOneByOne(http, worker, stock, load)),
      assignedCount: () => service.assignedCount(),
      stop: async () => {
        await http.destroy();
        await service.stop();
      },
    };
  },
};

async function postOneByOne(http: HttpPool, worker: number, stock: Stock, load: Load): Promise<void> {
  for (let turn = worker; load.goesOn(); turn++) {
    const poolId = poolIds[turn % poolIds.length] as PoolId;
    if (!stock.take(poolId, 1)) {
      load.end();
      return;
    }
    const { commandId, subject } = newAssign(poolId);
    const sentAt = performance.now();
    const answer = await http.request({
      method: 'POST',
      path: `/v1/pools/${poolId}/assignments`,
      headers: { 'content-type': 'application/json', 'idempotency-key': commandId },
      body: JSON.stringify({ subject }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`single: ${String(answer.statusCode)} ${text}`);
    load.answered(1, sentAt);
  }
}
