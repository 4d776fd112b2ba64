import type { Scenario } from '../scenario.js';
import { type Target, serviceMemoryMb } from '../scenario-figures.js';
import { bare } from './bare.js';
import { baseline } from './baseline.js';
import { batch } from './batch.js';
import { batcher } from './batcher.js';
import { etcd } from './etcd.js';
import { freeradius } from './freeradius.js';
import { full } from './full.js';
import { growth } from './growth.js';
import { heldLanes } from './held-lanes.js';
import { hostile } from './hostile.js';
import { idle } from './idle.js';
import { importing } from './importing.js';
import { kafka } from './kafka.js';
import { limit } from './limit.js';
import { mixed } from './mixed.js';
import { onOtherStores, otherBatch } from './on-other-stores.js';
import { otherPostgres } from './other-postgres.js';
import { overload } from './overload.js';
import { paced } from './paced.js';
import { fourProcesses, processes, processesByPool } from './processes.js';
import { redis } from './redis.js';
import { relay } from './relay.js';
import { relayBare } from './relay-bare.js';
import { replay } from './replay.js';
import { single } from './single.js';
import { batchMetrics, singleMetrics } from './single-metrics.js';
import { storm } from './storm.js';
import { wrk } from './wrk.js';
import { wrk256 } from './wrk-256.js';
import { wrkOnePool } from './wrk-one-pool.js';

/** In the order of each round: both sides of a ratio are near each other. */
// oxfmt-ignore
export const scenarios: readonly Scenario[] = [
  limit, baseline, batcher, batch, batchMetrics, bare, single, singleMetrics, otherPostgres, otherBatch, ...onOtherStores, paced,
  wrk, wrkOnePool, wrk256, processes, fourProcesses, processesByPool, heldLanes, etcd, redis, freeradius,
  kafka, relayBare, relay, idle, mixed, overload, hostile, storm, full, importing, replay, growth,
];

/** Without a bound: to compare. */
export const targets: readonly Target[] = [
  { of: 'single', per: 'bare', atLeast: 0.4 },
  { of: 'single', per: 'baseline', atLeast: 4 },
  { of: 'single-metrics', per: 'single', atLeast: 0.97 },
  { of: 'batch-metrics', per: 'batch', atLeast: 0.97 },
  { of: 'wrk', per: 'wrk-one-pool', atLeast: 1 },
  { of: 'wrk', per: 'etcd', atLeast: 1.2 },
  { of: 'wrk', per: 'redis' },
  { of: 'wrk', per: 'freeradius' },
  { of: 'wrk-256.p99ToP50', below: 3 },
  { of: 'other-postgres', per: 'single', atLeast: 0.9 },
  { of: 'batch-standby', per: 'other-batch' },
  { of: 'single-standby', per: 'other-postgres' },
  { of: 'processes-standby', per: 'wrk-standby' },
  { of: 'processes-4-standby', per: 'wrk-standby' },
  { of: 'batch-citus-1', per: 'other-batch' },
  { of: 'batch-citus-2', per: 'other-batch' },
  { of: 'single-citus-1', per: 'other-postgres' },
  { of: 'single-citus-2', per: 'other-postgres' },
  { of: 'processes-citus-1', per: 'wrk-citus-1' },
  { of: 'processes-4-citus-1', per: 'wrk-citus-1' },
  { of: 'processes-citus-2', per: 'wrk-citus-2' },
  { of: 'processes-4-citus-2', per: 'wrk-citus-2' },
  { of: 'processes', per: 'wrk', atLeast: 1.2 },
  { of: 'processes-4', per: 'wrk' },
  { of: 'processes-by-pool', per: 'wrk' },
  { of: 'held-lanes.rateToNoneHeld', atLeast: 0.9 },
  { of: 'batch', per: 'limit', atLeast: 0.3 },
  { of: 'batch', per: 'baseline', atLeast: 15 },
  { of: 'kafka', per: 'batch', atLeast: 0.5 },
  { of: 'relay', per: 'relay-bare', atLeast: 0.9 },
  { of: 'storm', per: 'limit', atLeast: 0.25 },
  { of: 'storm.p99ToQuiet', below: 5 },
  { of: 'mixed.assignP99ToP50', below: 5 },
  { of: 'mixed.expiredLateP99Ms', below: 150 },
  { of: 'overload.goodputToCapacity', atLeast: 0.85 },
  { of: 'overload.p99ToQuiet', below: 5 },
  { of: 'overload.memoryGrowthMb', below: 50 },
  { of: 'hostile.p99Ms', below: 150 },
  { of: 'hostile.liveP99Ms', below: 150 },
  { of: 'full.rateToHalfAssigned', atLeast: 0.8 },
  { of: 'growth.largestToSmallest', atLeast: 0.85 },
  { of: 'idle.servicePercent', below: 1 },
  { of: serviceMemoryMb, below: 320 },
];
