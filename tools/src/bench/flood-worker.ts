// A flooding WWSF, in a thread of its own.
import { parentPort, workerData } from 'node:worker_threads';
import type { PoolId } from '@allocator/domain';
import { Pool as HttpPool } from 'undici';
import { type Flooded, type FloodSettings, commandsPerRequest } from './flood.js';
import { onSchedule } from './on-schedule.js';
import { newAssign, poolIds } from './stock.js';

const { baseUrl, authorization, underWayMax, requestsPerSecond, ms } = workerData as FloodSettings;
const http = new HttpPool(baseUrl, { connections: underWayMax });
const createdMark = Buffer.from('"status":201');
/** Of requests that were refused whole: nothing was decided, so they are sent again. */
const bodies: string[] = [];
let offered = 0;
let assigned = 0;
let underWay = 0;
let turn = 0;

const end = performance.now() + ms;
const goesOn = (): boolean => performance.now() < end;
if (requestsPerSecond === undefined) {
  await Promise.all(
    Array.from({ length: underWayMax }, async () => {
      while (goesOn()) await post();
    }),
  );
} else {
  await onSchedule({ goesOn }, requestsPerSecond, async () => {
    if (underWay < underWayMax) await post();
  });
}
await http.destroy();
parentPort?.postMessage({ offered, assigned } satisfies Flooded);

async function post(): Promise<void> {
  underWay++;
  offered += commandsPerRequest;
  const poolId = poolIds[turn++ % poolIds.length] as PoolId;
  const body = bodies.pop() ?? newBody(poolId);
  try {
    const answer = await http.request({
      method: 'POST',
      path: `/v1/pools/${poolId}/assignment-batches`,
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode === 200) assigned += countIn(bytes);
    else bodies.push(body);
  } catch {
    // A connection that cannot be had is a refusal like any other.
    bodies.push(body);
  } finally {
    underWay--;
  }
}

function newBody(poolId: PoolId): string {
  const commands = Array.from({ length: commandsPerRequest }, () => {
    const { commandId, subject } = newAssign(poolId);
    return { commandId, subject };
  });
  return JSON.stringify({ commands });
}

function countIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(createdMark); at >= 0; at = bytes.indexOf(createdMark, at + createdMark.length)) count++;
  return count;
}
