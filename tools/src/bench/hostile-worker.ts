// A WWSF that sends the most expensive bodies on many connections, in its own thread.
import { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { Pool as HttpPool } from 'undici';
import { dearBodies } from './dear-bodies.js';
import type { FloodSettings } from './flood.js';
import { poolIds } from './stock.js';

/** Number of answers by status, and the bytes that were sent. */
export interface Hostile {
  readonly statuses: Readonly<Record<string, number>>;
  readonly sentBytes: number;
}

const { baseUrl, authorization, underWayMax, ms } = workerData as FloodSettings;
const http = new HttpPool(baseUrl, { connections: underWayMax });
const makers = Object.values(dearBodies);
/** Built once, so that building them does not slow down the flood. A repeated batch gets its first answer again. */
const bodies = makers.map((make) => Buffer.from(make()));
const statuses: Record<string, number> = {};
let sentBytes = 0;
let turn = 0;

const end = performance.now() + ms;
await Promise.all(
  Array.from({ length: underWayMax }, async () => {
    while (performance.now() < end) await post(turn++);
  }),
);
await http.destroy();
parentPort?.postMessage({ statuses, sentBytes } satisfies Hostile);

async function post(nth: number): Promise<void> {
  const body = bodies[nth % bodies.length] ?? Buffer.alloc(0);
  // Every second one without Content-Length.
  const isChunked = Math.floor(nth / bodies.length) % 2 === 1;
  let status = 'broken';
  try {
    const answer = await http.request({
      method: 'POST',
      path: `/v1/pools/${poolIds[nth % poolIds.length] ?? ''}/assignment-batches`,
      headers: { authorization, 'content-type': 'application/json' },
      body: isChunked ? Readable.from([body]) : body,
    });
    await answer.body.dump();
    status = String(answer.statusCode);
    sentBytes += body.length;
  } catch {
    // A connection that the service closes counts as a refusal.
  }
  statuses[status] = (statuses[status] ?? 0) + 1;
}
