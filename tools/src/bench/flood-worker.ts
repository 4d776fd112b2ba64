// A WWSF that floods the service, in a worker thread.
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolId } from '@allocator/domain';
import { ServiceClient } from '@allocator/local';
import { batchOf, createdIn } from './assign-side-by-side.js';
import { poolOfTurn } from './bench-terms.js';
import { expensiveBodies } from './expensive-bodies.js';
import { type Flooded, type FloodSettings, commandsPerRequest } from './flood.js';
import { onSchedule } from './on-schedule.js';
import { pooledConnections } from './pooled-connections.js';

const { baseUrl, token, bodies, requestsMax, requestsPerSecond, ms } = workerData as FloodSettings;
const { transport, close } = pooledConnections(baseUrl, requestsMax);
const client = new ServiceClient(baseUrl, { token, transport });
/** Built once, so that building them does not slow down the flood. A repeated batch gets its first answer again. */
const expensive = bodies === 'expensive' ? Object.values(expensiveBodies).map((make) => Buffer.from(make())) : [];
/** Batches that were refused as a whole: nothing was decided, so they are sent again. */
const refused: Buffer[] = [];
const statuses: Record<string, number> = {};
let [offered, assigned, sentBytes, sending, turn] = [0, 0, 0, 0, 0];

const end = performance.now() + ms;
const continues = (): boolean => performance.now() < end;
if (requestsPerSecond === undefined) {
  await Promise.all(
    Array.from({ length: requestsMax }, async () => {
      while (continues()) await post(turn++);
    }),
  );
} else {
  await onSchedule({ continues }, requestsPerSecond, async () => {
    if (sending < requestsMax) await post(turn++);
  });
}
await close();
parentPort?.postMessage({ offered, assigned, statuses, sentBytes } satisfies Flooded);

async function post(nth: number): Promise<void> {
  const poolId = poolOfTurn(nth);
  const path = `/v1/pools/${poolId}/assignment-batches`;
  const isExpensive = bodies === 'expensive';
  const body = isExpensive ? (expensive[nth % expensive.length] as Buffer) : (refused.pop() ?? newBatch(poolId));
  // Every second round of the expensive bodies is sent without Content-Length.
  const isChunked = isExpensive && Math.floor(nth / expensive.length) % 2 === 1;
  sending++;
  offered += commandsPerRequest;
  let status = 'broken';
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await client.exchange({
      method: 'POST',
      path,
      headers,
      body: isChunked ? Readable.from([body]) : body,
    });
    status = String(answer.status);
    sentBytes += body.length;
    assigned += createdIn(answer.bytes);
  } catch {
    // A connection that the service refuses or closes is a refusal like any other.
  }
  if (status !== '200' && !isExpensive) refused.push(body);
  statuses[status] = (statuses[status] ?? 0) + 1;
  sending--;
}

function newBatch(poolId: PoolId): Buffer {
  return Buffer.from(JSON.stringify(batchOf(poolId, commandsPerRequest).body));
}
