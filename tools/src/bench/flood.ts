import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BenchService } from './round.js';
import type { Stage } from './stage.js';
import { operatorId, wwsfId } from './bench-terms.js';

/** Of one request of a flood. */
export const commandsPerRequest = 100;

/** A WWSF that sends as much as it can, or so much a second. */
export interface FloodSettings {
  readonly baseUrl: string;
  readonly token: string;
  /** Batches of assignments, or the most expensive bodies. */
  readonly bodies: 'assignments' | 'expensive';
  /** Number of requests at the same time; one more is not sent, and does not count as offered. */
  readonly requestsMax: number;
  /** Without it: the next request as soon as one is answered. */
  readonly requestsPerSecond?: number;
  readonly ms: number;
}

export interface Flooded {
  /** Number of commands. */
  readonly offered: number;
  readonly assigned: number;
  /** Number of answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly sentBytes: number;
}

/** Floods the service from a worker thread, so that sending does not delay the measured requests. */
export async function flood(
  { issuer }: Stage,
  { baseUrl }: BenchService,
  settings: Omit<FloodSettings, 'baseUrl' | 'token'>,
): Promise<Flooded> {
  const token = await issuer.token({ roles: ['wwsf'], wwsfId, operatorId });
  const workerData: FloodSettings = { ...settings, baseUrl, token };
  const worker = new Worker(new URL('./flood-worker.js', import.meta.url), { workerData });
  const [flooded] = (await once(worker, 'message')) as [Flooded];
  await worker.terminate();
  return flooded;
}
